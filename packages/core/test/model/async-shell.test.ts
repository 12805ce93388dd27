import { env } from 'node:process'

import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'

import { Configuration } from '../../src/call/configuration.ts'
import { CallPath } from '../../src/call/call-path.ts'
import type { OutgoingTrack } from '../../src/call/slots.ts'
import type { Context } from '../../src/stats/context.ts'
import type { Warming } from '../../src/call/warm-up.ts'
import { fakePeerConnection, type FakeTrack, type Moment } from './fake-peer-connection.ts'
import type { ModelConnection } from './model-connection.ts'
import type { Ring } from './model-end.ts'
import { agreed, recvonly, reversed, sendonly, type Kind } from './model-description.ts'

const runs = Number(env['EARSHOT_SCHEDULES'] ?? 5_000)

afterEach(() => vi.unstubAllGlobals())

const noContext = (): Context => ({
  page: { hidden: false, signaling: 'connected' },
  ...{ sections: [], peer: null, others: null },
})

type Operation = 'add-audio' | 'add-video' | 'remove' | 'restart-ice' | 'hold' | 'resume'

interface Turn {
  readonly who: 0 | 1
  readonly operation: Operation
}

const turns = (...operations: readonly Operation[]): fc.Arbitrary<readonly Turn[]> =>
  fc.array(fc.record({ who: fc.constantFrom(0 as const, 1 as const), operation: fc.constantFrom(...operations) }), {
    maxLength: 8,
  })

test(
  'in whatever order promises resolve and messages arrive, the two ends agree on every track (N3, F5, F6)',
  { timeout: 1_800_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), turns('add-audio', 'add-video', 'remove', 'restart-ice'), async (scheduler, planned) => {
        expectAgreement(await play(scheduler, planned))
      }),
      { numRuns: runs },
    )
  },
)

test(
  'whoever held or resumed in between, all tracks are heard after both have resumed (N3, F6)',
  { timeout: 1_800_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        turns('add-audio', 'add-video', 'remove', 'hold', 'resume'),
        async (scheduler, planned) => {
          const ends = await play(scheduler, planned)
          for (const { path } of ends) path.connection.hold(false)
          await scheduler.waitIdle()
          expectAgreement(ends)
        },
      ),
      { numRuns: runs },
    )
  },
)

test.each(['pranswer', 'replace-track', 'caller-only', 'none'] as const)(
  'a call that rings (%s) sends nothing before it is accepted, whenever that is, and every track after (N3)',
  { timeout: 1_800_000 },
  async (ring) => {
    const kinds = fc.array(fc.constantFrom<Kind>('audio', 'video'), { maxLength: 3 })
    const given = fc.record({ caller: kinds, callee: kinds, patience: fc.nat(30) })
    const operations = turns('add-audio', 'add-video', 'remove', 'restart-ice', 'hold', 'resume')
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), operations, given, async (scheduler, planned, givenTracks) => {
        const ends = await play(scheduler, planned, { ...givenTracks, ring })
        for (const { path } of ends) path.connection.hold(false)
        await scheduler.waitIdle()
        expectAgreement(ends)
      }),
      { numRuns: Math.ceil(runs / 4) },
    )
  },
)

interface Ringing {
  readonly ring: Ring
  readonly caller: readonly Kind[]
  readonly callee: readonly Kind[]
  /** After how many moments somebody accepts. */
  readonly patience: number
}

interface End {
  readonly role: 'caller' | 'callee'
  readonly path: CallPath
  readonly model: ModelConnection
  readonly misuse: readonly unknown[]
  readonly live: FakeTrack[]
  accepted: boolean
}

const acceptedAtOnce: Ringing = { ring: null, caller: [], callee: [], patience: 0 }

async function play(
  scheduler: fc.Scheduler,
  planned: readonly Turn[],
  { ring, caller, callee, patience }: Ringing = acceptedAtOnce,
): Promise<readonly [End, End]> {
  const ends: End[] = []
  const early: string[] = []
  const moment = async (what: string) => {
    for (const end of ends) if (!end.accepted && sends(end.model)) early.push(`${end.role} ${what}`)
    await scheduler.schedule(Promise.resolve(), what)
  }
  vi.stubGlobal('RTCPeerConnection', fakePeerConnection(moment))
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly id = 1_000
    },
  )
  const configuration = await Configuration.from()
  // A delay of the product's is one more moment that the scheduler chooses; the watchdog's is too long to come true.
  const after = (delayMs: number, task: () => void) => {
    let wanted = delayMs < 1_000
    if (wanted) void moment('timer').then(() => wanted && task())
    return () => {
      wanted = false
    }
  }
  let tracks = 0
  const newTrack = (kind: Kind): FakeTrack => {
    tracks += 1
    return { id: tracks, kind }
  }
  const newEnd = (role: 'caller' | 'callee', given: readonly Kind[]): End => {
    const live = given.map(newTrack)
    const end: { accepted: boolean } = { accepted: ring === null }
    const path = new CallPath(
      {
        restartsIce: () => true,
        warming: warmingOf(ring, role),
        configuration,
        clock: { now: () => 0, origin: 0, after },
        statsIntervalMs: 1_000,
        delivered: () => true,
        context: noContext,
        media: () => ({
          tracks: role === 'caller' || end.accepted ? live.map(outgoing) : [],
          receive: { audio: true, video: true },
          optionsOf: () => ({}),
          codecs: {},
          held: false,
          jitterBufferTarget: {},
        }),
      },
      role === 'caller',
    )
    path.on('connection', () => expect.fail('The negotiation was given up.'))
    path.on('gave-up', () => expect.fail('The negotiation was given up.'))
    const { model, misuse } = path.connection.peerConnection as unknown as Pick<End, 'model' | 'misuse'>
    return Object.assign(end, { role, path, model, misuse, live })
  }
  const [one, other] = [newEnd('caller', caller), newEnd('callee', callee)] as const
  ends.push(one, other)
  const accept = (end: End) => {
    end.accepted = true
    end.path.accept()
  }
  const wires = [one, other].map((from) => {
    const to = from === one ? other : one
    let arrived: Promise<unknown> = Promise.resolve() // in order and once: what a link guarantees
    return (deliver: (to: End) => void) => {
      arrived = arrived.then(() => moment('message')).then(() => deliver(to))
    }
  })
  let invited = false
  one.path.on('message', (connection, message) => {
    wires[0]?.(({ path }) => {
      path.receive(connection, message)
      if (invited || ring === null) return
      invited = true
      if (warmingOf(ring, 'callee') !== null) path.warmUp()
      void wait(moment, patience).then(acceptAndTell)
    })
  })
  other.path.on('message', (connection, message) => wires[1]?.(({ path }) => path.receive(connection, message)))
  const acceptAndTell = () => {
    wires[1]?.(accept)
    accept(other)
  }
  if (ring === null) for (const { path } of ends) path.accept()
  let operated: Promise<unknown> = Promise.resolve()
  for (const { who, operation } of planned) {
    const track = newTrack(operation === 'add-audio' ? 'audio' : 'video')
    operated = operated.then(() => moment(`${who} ${operation}`)).then(() => operate(who === 0 ? one : other, operation, track))
  }
  await scheduler.waitIdle()
  expect(early).toEqual([])
  return [one, other]
}

function warmingOf(ring: Ring, role: 'caller' | 'callee'): Warming | null {
  if (ring === null || ring === 'none' || (ring === 'caller-only' && role === 'callee')) return null
  return { strategy: ring === 'caller-only' ? 'replace-track' : ring, relayOnly: false, earlyMedia: false }
}

async function wait(moment: Moment, moments: number): Promise<void> {
  for (let waited = 0; waited < moments; waited += 1) await moment('patience')
}

function outgoing(track: FakeTrack): OutgoingTrack {
  return { track, streams: [{ id: 1 + (track.id % 2) }] } as unknown as OutgoingTrack
}

/** What the callee sends it says at accept. */
function operate({ role, path: { connection }, live, accepted }: End, operation: Operation, track: FakeTrack): void {
  if (operation === 'restart-ice') return connection.restartIce({ relayOnly: false })
  if (role === 'callee' && !accepted) return
  switch (operation) {
    case 'add-audio':
    case 'add-video':
      live.push(track)
      connection.addTrack(outgoing(track))
      return
    case 'remove': {
      const [first] = live
      const sender = first && connection.senderOf(outgoing(first).track)
      if (sender === undefined) return
      live.shift()
      return connection.removeTrack(sender)
    }
    case 'hold':
      return connection.hold(true)
    case 'resume':
      return connection.hold(false)
  }
}

function sends({ transceivers }: ModelConnection): boolean {
  return transceivers.some(({ track, currentDirection }) => track !== 0 && ((currentDirection ?? 0) & sendonly) !== 0)
}

function expectAgreement([one, other]: readonly [End, End]): void {
  for (const { model, misuse } of [one, other]) {
    expect(misuse).toEqual([])
    expect(model.blind).toBe(false)
    expect(model.signalingState).toBe('stable')
    expect(model.needsNegotiation()).toBe(false)
    expect(model.currentLocal).not.toBeNull()
  }
  expect(one.model.transceivers.length).toBe(other.model.transceivers.length)
  for (const own of one.model.transceivers) {
    const their = other.model.transceivers.find(({ line }) => line === own.line)
    expect(their?.mid).toBe(own.mid)
    expect(their?.currentDirection).toBe(reversed(own.currentDirection ?? 0))
    expect(own.currentDirection).toBe(agreed(own.direction, their?.direction ?? 0))
  }
  expectHeard(one, other)
  expectHeard(other, one)
}

function expectHeard(sender: End, receiver: End): void {
  const sent = sender.model.transceivers.filter(({ track }) => track !== 0)
  expect(new Set(sent.map(({ track }) => track))).toEqual(new Set(sender.live.map(({ id }) => id)))
  for (const { line, direction, currentDirection } of sent) {
    const their = receiver.model.transceivers.find((one) => one.line === line)
    expect((direction & sendonly) !== 0 && their !== undefined && (their.direction & recvonly) !== 0).toBe(true)
    expect((currentDirection ?? 0) & sendonly).toBe(sendonly)
  }
}
