import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { endOf, maxMessageBytes, parseFrame, pieceBytes, writeFrame, type Piece } from '../../src/call/data-frame.ts'
import { Inbox, unreadBytes, windowBytes } from '../../src/call/data-inbox.ts'
import { Outbox } from '../../src/call/data-outbox.ts'

interface Mode {
  readonly ordered: boolean
  readonly reliable: boolean
}

/** One side of a channel, with what is on its way to it. */
class End {
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly got: string[] = []
  readonly sent: string[] = []
  readonly #mode: Mode
  arriving: ArrayBuffer[] = []
  listening = false

  constructor(mode: Mode) {
    this.#mode = mode
    this.outbox = new Outbox(mode)
    this.inbox = new Inbox(mode)
  }

  send(size: number): void {
    const name = `${this.sent.length}:${size}`
    const bytes = new Uint8Array(size)
    for (let offset = 0; offset < size; offset += pieceBytes) bytes[offset] = this.sent.length + offset / pieceBytes
    this.sent.push(name)
    this.outbox.push({ text: false, bytes, sent: () => undefined, failed: () => undefined })
  }

  /** As many pieces as the browser has room for. */
  pump(peer: End, most: number): void {
    for (let count = 0; count < most; count += 1) {
      const piece = this.outbox.peek()
      if (piece === null) return
      peer.arriving.push(writeFrame(piece))
      this.outbox.advance()
      if (this.#mode.reliable && this.outbox.unacknowledged > windowBytes) throw new Error('A sender keeps a window at most.')
    }
  }

  tellProgress(peer: End): void {
    if (this.#mode.reliable) peer.arriving.push(writeFrame(this.inbox.progress()))
  }

  /** `place` says which one arrives next, where order is not kept. */
  receive(peer: End, place: number): void {
    const [data] = this.arriving.splice(this.#mode.ordered ? 0 : place % Math.max(1, this.arriving.length), 1)
    if (data === undefined) return
    const frame = parseFrame(data)
    if (frame === null) throw new Error('Both sides write frames.')
    if (frame.type === 'progress') return this.outbox.acknowledge(frame)
    const taken = this.inbox.take(frame)
    if (!taken || this.inbox.size > maxMessageBytes + windowBytes) throw new Error('Both sides keep to the rules.')
    if (this.listening) this.read()
    if (this.inbox.owesProgress) this.tellProgress(peer)
  }

  listen(): void {
    this.listening = true
    this.inbox.listen()
    this.read()
  }

  read(): void {
    for (let message = this.inbox.read(); message !== null; message = this.inbox.read()) this.got.push(nameOf(message.bytes))
  }

  newConnection(): void {
    this.arriving = []
    this.inbox.reset()
    this.outbox.rewind()
  }
}

/** The number of a message, if its pieces are where they belong, and its size. */
function nameOf(bytes: Uint8Array): string {
  const numbers = new Set<number>()
  for (let offset = 0; offset < bytes.length; offset += pieceBytes)
    numbers.add(((bytes[offset] ?? 0) - offset / pieceBytes) & 0xff)
  return `${[...numbers].join(' and ')}:${bytes.length}`
}

type Step =
  | { readonly type: 'send'; readonly side: 0 | 1; readonly size: number }
  | { readonly type: 'pump' | 'receive'; readonly side: 0 | 1; readonly count: number; readonly place: number }
  | { readonly type: 'listen'; readonly side: 0 | 1 }
  | { readonly type: 'new-connection' }

const side = fc.constantFrom(0 as const, 1 as const)
const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 15_990, max: 70_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 200_000, max: 400_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(pieceBytes, 2 * pieceBytes, pieceBytes + 1, windowBytes + 1) },
)
const move = { side, count: fc.integer({ min: 1, max: 40 }), place: fc.nat(100) }
const steps: fc.Arbitrary<Step[]> = fc.array<Step>(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('send' as const), side, size }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('pump' as const), ...move }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant('receive' as const), ...move }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('listen' as const), side }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('new-connection' as const) }) },
  ),
  { maxLength: 60 },
)

function run(mode: Mode, plan: readonly Step[]): readonly [End, End] {
  const ends = [new End(mode), new End(mode)] as const
  const pair = (which: 0 | 1) => (which === 0 ? ends : ([ends[1], ends[0]] as const))
  const renew = () => {
    for (const end of ends) end.newConnection()
    for (const which of [0, 1] as const) pair(which)[0].tellProgress(pair(which)[1])
  }
  const listen = (which: 0 | 1) => {
    const [end, peer] = pair(which)
    end.listen()
    end.tellProgress(peer)
  }
  for (const step of plan) {
    if (step.type === 'new-connection') renew()
    else if (step.type === 'listen') listen(step.side)
    else {
      const [end, peer] = pair(step.side)
      if (step.type === 'send') end.send(step.size)
      else if (step.type === 'pump') end.pump(peer, step.count)
      else for (let count = 0; count < step.count; count += 1) end.receive(peer, step.place + count)
    }
  }
  // The last connection lasts.
  renew()
  listen(0)
  listen(1)
  for (let quiet = false; !quiet;) {
    for (const which of [0, 1] as const) {
      const [end, peer] = pair(which)
      end.pump(peer, 100)
      while (peer.arriving.length > 0) peer.receive(end, 7)
    }
    quiet = ends.every((end) => end.arriving.length === 0 && end.outbox.peek() === null)
  }
  return ends
}

describe('a reliable channel', () => {
  test.each([{ ordered: true }, { ordered: false }])(
    'delivers every message exactly once over any number of connections, $ordered',
    ({ ordered }) => {
      fc.assert(
        fc.property(steps, (plan) => {
          const [one, other] = run({ ordered, reliable: true }, plan)
          for (const [sender, receiver] of [
            [one, other],
            [other, one],
          ] as const) {
            const got = ordered ? receiver.got : receiver.got.toSorted()
            expect(got).toEqual(ordered ? sender.sent : sender.sent.toSorted())
            expect(receiver.inbox.size).toBe(0)
            expect(receiver.inbox.received).toBe(sender.outbox.end)
          }
        }),
        { numRuns: 500 },
      )
    },
  )

  test('is sent no more than 64 kB before the page listens, and all of it afterwards', () => {
    const [sender, receiver] = [new End({ ordered: true, reliable: true }), new End({ ordered: true, reliable: true })]
    for (let count = 0; count < 40; count += 1) sender.send(10_000)
    sender.pump(receiver, 1_000)
    expect(receiver.arriving.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThanOrEqual(unreadBytes)
    while (receiver.arriving.length > 0) receiver.receive(sender, 0)
    receiver.listen()
    receiver.tellProgress(sender)
    sender.receive(receiver, 0)
    sender.pump(receiver, 1_000)
    while (receiver.arriving.length > 0) receiver.receive(sender, 0)
    expect(receiver.got).toEqual(sender.sent)
  })

  test('forgets a long message soon after it has arrived, and every message some time after', () => {
    const [sender, receiver] = [new End({ ordered: true, reliable: true }), new End({ ordered: true, reliable: true })]
    receiver.listen()
    const carry = () => {
      sender.pump(receiver, 1_000)
      while (receiver.arriving.length > 0) receiver.receive(sender, 0)
      while (sender.arriving.length > 0) sender.receive(receiver, 0)
    }
    receiver.tellProgress(sender)
    carry()
    sender.send(200_000)
    carry()
    expect(sender.outbox.unacknowledged).toBe(0)
    for (let count = 0; count < 200; count += 1) sender.send(10_000)
    carry()
    expect(sender.outbox.unacknowledged).toBeLessThan(300_000)
  })
})

test('a page that stops listening makes the peer wait after a window, and gets everything once it listens again', () => {
  const [sender, receiver] = [new End({ ordered: true, reliable: true }), new End({ ordered: true, reliable: true })]
  receiver.listen()
  receiver.tellProgress(sender)
  receiver.listening = false
  const carry = () => {
    do {
      sender.pump(receiver, 1_000)
      while (receiver.arriving.length > 0) receiver.receive(sender, 0)
      while (sender.arriving.length > 0) sender.receive(receiver, 0)
    } while (sender.outbox.peek() !== null)
  }
  for (let count = 0; count < 100; count += 1) sender.send(100_000)
  sender.receive(receiver, 0)
  carry()
  expect(receiver.inbox.size).toBeGreaterThan(windowBytes - 100_100)
  expect(receiver.inbox.size).toBeLessThanOrEqual(windowBytes)
  receiver.listen()
  receiver.tellProgress(sender)
  sender.receive(receiver, 0)
  carry()
  expect(receiver.got).toEqual(sender.sent)
})

describe('an unreliable channel', () => {
  test.each([{ ordered: true }, { ordered: false }])(
    'loses the message of a lost piece, and its memory, $ordered',
    ({ ordered }) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 30 }),
          fc.array(fc.nat(200), { maxLength: 10 }),
          (sizes, lost) => {
            const mode = { ordered, reliable: false }
            const [sender, receiver] = [new End(mode), new End(mode)]
            receiver.listen()
            for (const bytes of sizes) sender.send(bytes)
            sender.pump(receiver, 1_000)
            for (const index of lost) receiver.arriving.splice(index, 1)
            while (receiver.arriving.length > 0) receiver.receive(sender, 0)
            expect(new Set(receiver.got).size).toBe(receiver.got.length)
            for (const name of receiver.got) expect(sender.sent).toContain(name)
            // What comes later shows that the missing pieces will not.
            for (let count = 0; count < 20; count += 1) sender.send(60_000)
            sender.pump(receiver, 1_000)
            while (receiver.arriving.length > 0) receiver.receive(sender, 0)
            expect(receiver.inbox.size).toBe(0)
          },
        ),
      )
    },
  )

  test('begins a message that was cut in two again on the next connection', () => {
    const mode = { ordered: false, reliable: false }
    const [sender, receiver] = [new End(mode), new End(mode)]
    receiver.listen()
    sender.send(50_000)
    sender.pump(receiver, 2)
    receiver.receive(sender, 0)
    for (const end of [sender, receiver]) end.newConnection()
    sender.pump(receiver, 100)
    while (receiver.arriving.length > 0) receiver.receive(sender, 0)
    expect(receiver.got).toEqual(sender.sent)
  })

  test('keeps no more than 64 kB for a page that does not listen', () => {
    const mode = { ordered: true, reliable: false }
    const [sender, receiver] = [new End(mode), new End(mode)]
    for (let count = 0; count < 100; count += 1) sender.send(1_000)
    sender.pump(receiver, 1_000)
    while (receiver.arriving.length > 0) receiver.receive(sender, 0)
    receiver.listen()
    expect(receiver.got).toEqual(sender.sent.slice(0, Math.floor(unreadBytes / 1_064)))
  })
})

describe('what a peer makes up', () => {
  const piece = (changes: Partial<Piece> = {}): Piece => ({
    type: 'piece',
    text: false,
    start: 0,
    offset: 0,
    length: pieceBytes,
    bytes: new Uint8Array(Math.min(pieceBytes, changes.length ?? pieceBytes)),
    ...changes,
  })
  const bytesOf = (data: unknown) => (data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data)

  test('is no frame unless it is written as one', () => {
    for (const data of ['text', null, undefined, {}, new ArrayBuffer(0), new ArrayBuffer(16)]) expect(parseFrame(data)).toBeNull()
    const none = [
      piece({ length: maxMessageBytes + 1 }),
      piece({ start: -1 }),
      piece({ start: 0.5 }),
      piece({ start: Number.NaN }),
      piece({ start: Number.MAX_SAFE_INTEGER }),
      piece({ offset: 1, length: pieceBytes + 1 }),
      piece({ offset: pieceBytes, length: pieceBytes, bytes: new Uint8Array() }),
      piece({ length: 2 * pieceBytes, bytes: new Uint8Array(1) }),
      piece({ length: 0, bytes: new Uint8Array(1) }),
    ]
    for (const frame of none) expect(parseFrame(writeFrame(frame))).toBeNull()
    expect(parseFrame(writeFrame({ type: 'progress', received: Infinity, limit: 0 }))).toBeNull()
    expect(parseFrame(writeFrame({ type: 'progress', received: 0, limit: -1 }))).toBeNull()
    const unknown = writeFrame(piece())
    new DataView(unknown).setUint8(0, 3)
    expect(parseFrame(unknown)).toBeNull()
  })

  test('is read, whatever bytes they are, as the frame they are written from, or as none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), ({ buffer, byteOffset, byteLength }) => {
        const data = buffer.slice(byteOffset, byteOffset + byteLength)
        const frame = parseFrame(data)
        expect(bytesOf(frame === null ? data : writeFrame(frame))).toEqual(bytesOf(data))
      }),
    )
  })

  test('closes a reliable channel when it goes beyond what was allowed, leaves a gap, or contradicts itself', () => {
    const fresh = (ordered = true) => new Inbox({ ordered, reliable: true })
    expect(fresh().take(piece({ start: 1 }))).toBe(false)
    expect(fresh(false).take(piece({ start: unreadBytes - pieceBytes + 1 }))).toBe(false)
    const inbox = fresh()
    expect(inbox.take(piece({ length: 3 * pieceBytes }))).toBe(true)
    expect(inbox.take(piece({ length: 3 * pieceBytes, offset: pieceBytes, text: true }))).toBe(false)
    const listening = fresh(false)
    listening.listen()
    expect(listening.take(piece({ start: windowBytes }))).toBe(false)
  })

  test.each([{ reliable: true }, { reliable: false }])(
    'holds no more than the longest message and a window: reliable $reliable',
    ({ reliable }) => {
      const inbox = new Inbox({ ordered: false, reliable })
      inbox.listen()
      let taken = true
      // Each piece begins a message that overlaps the ones before.
      for (let start = 0; taken && start < 2 * maxMessageBytes; start += pieceBytes) {
        taken = inbox.take(piece({ start, length: maxMessageBytes }))
        expect(inbox.size).toBeLessThanOrEqual(maxMessageBytes + windowBytes + pieceBytes)
      }
      expect(taken).toBe(!reliable)
    },
  )

  test('never makes a sender forget, repeat for ever or overtake what it has handed over', () => {
    const message = { text: false, sent: () => undefined, failed: () => undefined }
    fc.assert(
      fc.property(fc.array(fc.record({ received: fc.nat(300_000), limit: fc.nat(300_000) }), { maxLength: 20 }), (told) => {
        const outbox = new Outbox({ reliable: true })
        for (let count = 0; count < 20; count += 1) outbox.push({ ...message, bytes: new Uint8Array(count * 1_000) })
        let handed = 0
        for (const progress of [...told, { received: 0, limit: 1_000_000 }]) {
          outbox.acknowledge({ type: 'progress', ...progress })
          for (let next = outbox.peek(); next !== null; next = outbox.peek()) {
            expect(next.start + next.offset).toBeLessThanOrEqual(handed)
            handed = Math.max(handed, endOf(next))
            outbox.advance()
          }
          if (progress.received % 2 === 0) outbox.rewind()
        }
        for (let next = outbox.peek(); next !== null; next = outbox.peek()) outbox.advance()
        expect(handed).toBe(outbox.end)
      }),
    )
  })
})
