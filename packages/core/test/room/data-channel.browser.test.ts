import { connectLoopback, joinRoom, memoryTransport, type Call, type CallMedia, type DataChannel, type Room } from '@earshot/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { pictureTrack, reaches } from './support.ts'

const rooms: Room[] = []
const calls: Call[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const call of calls.splice(0)) call.hangUp()
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

/** Two ends of a call that is connected. */
async function talk() {
  const [caller, callee] = await connectLoopback()
  calls.push(caller, callee)
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { caller, callee }
}

async function meet() {
  const signaling = memoryTransport()
  const join = async (peerId: string) => {
    const room = await joinRoom({ signaling, room: 'test', peerId })
    rooms.push(room)
    return room
  }
  const [hall, office] = [await join('hall'), await join('office')]
  await eventually(() => [hall.peers.size, office.peers.size]).toEqual([1, 1])
  return { hall, office }
}

async function ring(media: CallMedia = {}) {
  const { hall, office } = await meet()
  const caller = hall.call('office', media)
  const callee = await new Promise<Call>((resolve) => office.on('incoming-call', resolve))
  return { caller, callee }
}

/** The first channel that the peer has opened. */
function opened(call: Call, label?: string): Promise<DataChannel> {
  return new Promise((resolve) => {
    call.on('data-channel', (channel) => {
      if (label === undefined || channel.label === label) resolve(channel)
    })
  })
}

function heard(channel: DataChannel): (string | ArrayBuffer)[] {
  const messages: (string | ArrayBuffer)[] = []
  channel.on('message', (message) => messages.push(message))
  return messages
}

function closing(channel: DataChannel): string[] {
  const reasons: string[] = []
  channel.on('closed', (reason) => reasons.push(reason))
  return reasons
}

/** Long enough for a machine that has other things to do. */
const eventually = <T>(look: () => T, timeout = 15_000) => expect.poll(look, { timeout })

/** Two browsers' worth of encryption on one machine that has other things to do. */
const largeTimeoutMs = 120_000

const size = (message: string | ArrayBuffer) => (typeof message === 'string' ? message.length : message.byteLength)

/** From here on one side's browser refuses every description, so that the connection cannot go on. */
function breakConnection(caller: Call, callee: Call): void {
  callee.peerConnection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  caller.addTrack(pictureTrack())
}

async function rebuilt(caller: Call, callee: Call, before: readonly RTCPeerConnection[]): Promise<void> {
  await eventually(() =>
    [caller, callee].map(({ peerConnection, state }, index) => peerConnection !== before[index] && state),
  ).toEqual(['connected', 'connected'])
}

describe('a data channel belongs to the call', () => {
  test('what was opened and sent while it rang is there once the call is accepted, and not before', async () => {
    const { caller, callee } = await ring()
    await eventually(() => [caller.ready, callee.ready]).toEqual([true, true])
    const channel = caller.openDataChannel('notes', { protocol: 'text' })
    await channel.send('before accept')
    await new Promise<void>((resolve) => channel.on('open', resolve))
    const early: DataChannel[] = []
    callee.on('data-channel', (arrived) => early.push(arrived))
    // The control channel has carried messages both ways since.
    await eventually(async () => (await callee.peerConnection.getStats()).size).toBeGreaterThan(0)
    expect([early, callee.dataChannels, caller.dataChannels]).toEqual([[], [], [channel]])
    callee.accept()
    await eventually(() => early.length).toBe(1)
    const [arrived] = callee.dataChannels
    if (arrived === undefined) throw new Error('The channel is there.')
    expect(early).toEqual([arrived])
    expect([arrived.label, arrived.protocol, arrived.state]).toEqual(['notes', 'text', 'open'])
    const messages = heard(arrived)
    await eventually(() => messages).toEqual(['before accept'])
  })

  test.each(['on', 'off'] as const)('one that was opened while it rang carries both ways, warm-up %s', async (warmUp) => {
    const { caller, callee } = await ring({ warmUp })
    const channel = caller.openDataChannel('chat')
    const answers = heard(channel)
    const sent = channel.send('hello')
    callee.accept()
    const arrived = await opened(callee)
    const messages = heard(arrived)
    await sent
    await eventually(() => messages).toEqual(['hello'])
    await arrived.send('hello yourself')
    await eventually(() => answers).toEqual(['hello yourself'])
  })

  test('a caller that sends much while it rings waits, and all of it arrives after accept', async () => {
    const { caller, callee } = await ring()
    const channel = caller.openDataChannel('file')
    let handed = 0
    const sends = Array.from({ length: 40 }, async () => {
      await channel.send(new Uint8Array(10_000))
      handed += 1
    })
    await eventually(() => handed).toBe(6)
    callee.accept()
    const messages = heard(await opened(callee))
    await Promise.all(sends)
    await eventually(() => messages.length).toBe(40)
  })

  test('when both call each other, the channels of both sides open, with the same label', async () => {
    const { hall, office } = await meet()
    const [one, other] = [hall.call('office'), office.call('hall')]
    const [ours, theirs] = [one.openDataChannel('chat'), other.openDataChannel('chat')]
    void ours.send('from the hall')
    void theirs.send('from the office')
    await Promise.all([reaches(one, 'connected'), reaches(other, 'connected')])
    const [atHall, atOffice] = [heard(await opened(one)), heard(await opened(other))]
    await eventually(() => [atHall, atOffice]).toEqual([['from the office'], ['from the hall']])
    expect([ours.state, theirs.state]).toEqual(['open', 'open'])
    expect([one.dataChannels.length, other.dataChannels.length]).toEqual([2, 2])
  })

  test('it goes on over a new connection, in order and exactly once, while both sides send', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('numbers')
    const arrived = await opened(callee)
    const [down, up] = [heard(channel), heard(arrived)]
    const before = [caller.peerConnection, callee.peerConnection]
    const count = 400
    const send = async (from: DataChannel, name: string) => {
      for (let index = 0; index < count; index += 1) {
        if (index === 50 && from === channel) breakConnection(caller, callee)
        await from.send(`${name} ${index} ${'.'.repeat(index % 7 === 0 ? 100_000 : 10)}`)
        if (index % 20 === 0 && index < 300) await new Promise(requestAnimationFrame)
      }
    }
    const sent = Promise.all([send(channel, 'up'), send(arrived, 'down')])
    await rebuilt(caller, callee, before)
    await sent
    const numbers = (messages: readonly (string | ArrayBuffer)[]) =>
      messages.map((text) => (typeof text === 'string' ? text.split(' ', 2).join(' ') : ''))
    const names = (name: string) => Array.from({ length: count }, (_, index) => `${name} ${index}`)
    await eventually(() => [up.length, down.length]).toEqual([count, count])
    expect(numbers(up)).toEqual(names('up'))
    expect(numbers(down)).toEqual(names('down'))
    expect(caller.dataChannels).toEqual([channel])
    expect(callee.dataChannels).toEqual([arrived])
  })

  test('messages that nobody reads wait, with the sender, and each reader that listens for one of them gets the next', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('queue')
    const arrived = await opened(callee)
    const next = () =>
      new Promise<string | ArrayBuffer>((resolve) => {
        const stop = arrived.on('message', (message) => {
          stop()
          resolve(message)
        })
      })
    let sent = 0
    const sends = Array.from({ length: 100 }, async (_, index) => {
      await channel.send(new Uint8Array(100_000).fill(index))
      sent += 1
    })
    for (let index = 0; index < 3; index += 1) {
      const message = await next()
      expect(message instanceof ArrayBuffer && new Uint8Array(message)[0]).toBe(index)
    }
    await eventually(() => sent).toBeGreaterThan(10)
    expect(sent).toBeLessThan(60)
    const rest = heard(arrived)
    await Promise.all(sends)
    await eventually(() => rest.length).toBe(97)
  })

  test('an unreliable one is open again over a new connection, the same on both sides', async () => {
    const { caller, callee } = await talk()
    const channel = callee.openDataChannel('positions', { ordered: false, maxRetransmits: 0 })
    const arrived = await opened(caller)
    const before = [caller.peerConnection, callee.peerConnection]
    let opens = 0
    channel.on('open', () => (opens += 1))
    await eventually(() => opens).toBe(1)
    breakConnection(caller, callee)
    await rebuilt(caller, callee, before)
    await eventually(() => [channel.state, arrived.state, opens]).toEqual(['open', 'open', 2])
    const [down, up] = [heard(arrived), heard(channel)]
    await channel.send('down')
    await arrived.send('up')
    await eventually(() => [down, up]).toEqual([['down'], ['up']])
  })

  test('a send waits while the connection is made anew', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('chat')
    const messages = heard(await opened(callee))
    const before = [caller.peerConnection, callee.peerConnection]
    breakConnection(caller, callee)
    await reaches(caller, 'reconnecting')
    let sent = false
    void channel.send('later').then(() => (sent = true))
    await Promise.resolve()
    expect(sent).toBe(false)
    await rebuilt(caller, callee, before)
    await eventually(() => [sent, messages]).toEqual([true, ['later']])
  })

  test('channels that the application opens on the connection itself are left to it, and unhindered', async () => {
    const { caller, callee } = await talk()
    const announced: DataChannel[] = []
    callee.on('data-channel', (channel) => announced.push(channel))
    const own = new Promise<RTCDataChannel>((resolve) => {
      callee.peerConnection.addEventListener('datachannel', ({ channel }) => channel.label === 'own' && resolve(channel))
    })
    const raw = caller.peerConnection.createDataChannel('own')
    const theirs = await own
    await eventually(() => raw.readyState).toBe('open')
    const got = new Promise((resolve) => theirs.addEventListener('message', ({ data }) => resolve(data)))
    raw.send('own')
    expect(await got).toBe('own')
    caller.openDataChannel('ours')
    await eventually(() => announced.map(({ label }) => label)).toEqual(['ours'])
  })
})

describe('closing', () => {
  test.each(['opener', 'other side'])(
    'by the %s closes both sides for good, with what was sent before delivered',
    async (who) => {
      const { caller, callee } = await talk()
      const channel = caller.openDataChannel('files')
      const arrived = await opened(callee)
      const [closer, other] = who === 'opener' ? [channel, arrived] : [arrived, channel]
      const messages = heard(other)
      const reasons = [closing(channel), closing(arrived)]
      for (let count = 0; count < 30; count += 1) void closer.send(new Uint8Array(100_000))
      void closer.send('last')
      closer.close()
      closer.close()
      expect(closer.state).toBe('closed')
      await expect(closer.send('more')).rejects.toMatchObject({ name: 'InvalidStateError', code: 'channel-closed' })
      await eventually(() => other.state).toBe('closed')
      expect(messages.map(size)).toEqual([...Array.from({ length: 30 }, () => 100_000), 4])
      await expect(other.send('more')).rejects.toMatchObject({ name: 'InvalidStateError' })
      await eventually(() => reasons).toEqual([['closed'], ['closed']])
      expect([caller.dataChannels, callee.dataChannels]).toEqual([[], []])
      // Nothing is left of it on the connection either.
      await eventually(async () => {
        const reports = [...(await caller.peerConnection.getStats()).values()] as { type: string; state?: string }[]
        return reports.filter(({ type, state }) => type === 'data-channel' && state === 'open').length
      }).toBe(1)
    },
  )

  test.each(['caller', 'callee'])(
    'by the %s while the connection is made anew holds after it, and delivers what was sent',
    async (who) => {
      const { caller, callee } = await talk()
      const channel = caller.openDataChannel('files')
      const arrived = await opened(callee)
      const [closer, other] = who === 'caller' ? [channel, arrived] : [arrived, channel]
      const messages = heard(other)
      const before = [caller.peerConnection, callee.peerConnection]
      breakConnection(caller, callee)
      await reaches(who === 'caller' ? caller : callee, 'reconnecting')
      void closer.send('last words')
      closer.close()
      await rebuilt(caller, callee, before)
      await eventually(() => [other.state, messages]).toEqual(['closed', ['last words']])
      expect([caller.dataChannels, callee.dataChannels]).toEqual([[], []])
    },
  )

  test('an unreliable one closes both sides too, also at once', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('positions', { maxRetransmits: 0 })
    void channel.send('here')
    channel.close()
    const arrived = await opened(callee)
    const [messages, reasons] = [heard(arrived), closing(arrived)]
    await eventually(() => [messages, reasons]).toEqual([['here'], ['closed']])
    expect([caller.dataChannels, callee.dataChannels]).toEqual([[], []])
  })

  test('by both sides at once closes it once', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('chat')
    const arrived = await opened(callee)
    const reasons = [closing(channel), closing(arrived)]
    channel.close()
    arrived.close()
    await eventually(() => reasons).toEqual([['closed'], ['closed']])
  })

  test('one that was opened, used and closed before the call was accepted is shown with its messages', async () => {
    const { caller, callee } = await ring()
    const channel = caller.openDataChannel('note')
    void channel.send('short')
    channel.close()
    callee.accept()
    const arrived = await opened(callee)
    const [messages, reasons] = [heard(arrived), closing(arrived)]
    await eventually(() => [messages, reasons]).toEqual([['short'], ['closed']])
  })

  test('messages of a channel that is closed are kept for whoever listens later', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('note')
    await channel.send('read me')
    const arrived = await opened(callee)
    channel.close()
    await eventually(() => arrived.state).toBe('closed')
    expect(callee.dataChannels).toEqual([arrived])
    const messages = heard(arrived)
    await eventually(() => messages).toEqual(['read me'])
    expect(callee.dataChannels).toEqual([])
  })

  test('the end of the call closes all of them, and sends that wait are rejected', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('chat')
    const arrived = await opened(callee)
    const reasons = [closing(channel), closing(arrived)]
    // Nobody listens, so that most of it waits.
    const sends = Array.from({ length: 20 }, () => channel.send(new Uint8Array(20_000)))
    const waiting = Promise.allSettled(sends)
    caller.hangUp()
    const rejected = (await waiting).flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(rejected.length).toBeGreaterThan(10)
    for (const error of rejected) expect(error).toMatchObject({ name: 'InvalidStateError', code: 'channel-closed' })
    await eventually(() => reasons).toEqual([['call-ended'], ['call-ended']])
    expect([channel.state, arrived.state, caller.dataChannels, callee.dataChannels]).toEqual(['closed', 'closed', [], []])
    await expect(arrived.send('more')).rejects.toMatchObject({ name: 'InvalidStateError' })
    channel.close()
  })

  test('hundreds are opened and closed, while others last', async () => {
    const { caller, callee } = await talk()
    const lasting = caller.openDataChannel('lasting')
    const messages: string[] = []
    callee.on('data-channel', (channel) =>
      channel.on('message', (message) => messages.push(typeof message === 'string' ? message : '')),
    )
    for (let round = 0; round < 10; round += 1) {
      const channels = Array.from({ length: 60 }, () => caller.openDataChannel('short'))
      await Promise.all(channels.map((channel) => channel.send(`round ${round}`)))
      for (const channel of channels) channel.close()
      await eventually(() => messages.length).toBe((round + 1) * 60)
    }
    await lasting.send('still here')
    await eventually(() => messages.at(-1)).toBe('still here')
    await eventually(() => callee.dataChannels.length).toBe(1)
  })
})

describe('what is sent', () => {
  test('arrives whatever its size, as a string or an ArrayBuffer', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('sizes')
    const messages = heard(await opened(callee))
    const sizes = [0, 1, 15_999, 16_000, 16_001, 65_535, 65_536, 262_143, 262_144, 262_145, 1_000_000]
    for (const length of sizes) {
      void channel.send(new ArrayBuffer(length))
      void channel.send('x'.repeat(length))
    }
    await eventually(() => messages.length).toBe(2 * sizes.length)
    expect(messages.map(size)).toEqual(sizes.flatMap((length) => [length, length]))
    for (const [index, message] of messages.entries()) expect(message instanceof ArrayBuffer).toBe(index % 2 === 0)
  })

  test(
    '64 MB arrive unchanged, and other channels and messages about the call are not held up by them',
    { timeout: largeTimeoutMs },
    async () => {
      const { caller, callee } = await talk()
      const [bulk, chat] = [caller.openDataChannel('bulk'), caller.openDataChannel('chat')]
      const [large, small] = [heard(await opened(callee, 'bulk')), heard(await opened(callee, 'chat'))]
      const bytes = new Uint8Array(67_108_864)
      for (let index = 0; index < bytes.length; index += 4_093) bytes[index] = index % 251
      const expected = await crypto.subtle.digest('SHA-256', bytes)
      const sent = bulk.send(bytes)
      bytes.fill(0) // it was copied
      await chat.send('meanwhile')
      await eventually(() => small).toEqual(['meanwhile'])
      caller.setMuted({ audio: true })
      await eventually(() => callee.remoteMuted.audio).toBe(true)
      expect(large).toEqual([])
      await sent
      await eventually(() => large.length, 100_000).toBe(1)
      const [received] = large
      if (!(received instanceof ArrayBuffer)) throw new Error('Bytes arrive as an ArrayBuffer.')
      expect(received.byteLength).toBe(67_108_864)
      expect(new Uint8Array(await crypto.subtle.digest('SHA-256', received))).toEqual(new Uint8Array(expected))
    },
  )

  test('one byte more than 64 MB is refused with a TypeError, and nothing of it is sent', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('sizes')
    const messages = heard(await opened(callee))
    await expect(channel.send(new ArrayBuffer(67_108_865))).rejects.toThrow(TypeError)
    // Fewer characters, but more bytes of UTF-8.
    await expect(channel.send('é'.repeat(33_554_433))).rejects.toThrow(/67108864 bytes/)
    await channel.send('next')
    await eventually(() => messages).toEqual(['next'])
  })

  test(
    '512 messages of 128 kB sent at once all arrive in order, with a bounded amount in the browser',
    { timeout: largeTimeoutMs },
    async () => {
      let peak = 0
      const create = vi.spyOn(RTCPeerConnection.prototype, 'createDataChannel')
      const { caller, callee } = await talk()
      const channel = caller.openDataChannel('files')
      const order: number[] = []
      const arrived = await opened(callee)
      arrived.on('message', (message) => {
        expect(size(message)).toBe(131_072)
        if (message instanceof ArrayBuffer) order.push(new Uint16Array(message)[0] ?? -1)
      })
      const [raw] = create.mock.results.flatMap(({ value }) =>
        value instanceof RTCDataChannel && value.label === 'files' ? [value] : [],
      )
      const look = () => (peak = Math.max(peak, raw?.bufferedAmount ?? Infinity))
      const sends = Array.from({ length: 512 }, (_, index) => channel.send(new Uint16Array(65_536).fill(index)).then(look))
      look()
      await Promise.all(sends)
      await eventually(() => order.length, 100_000).toBe(512)
      expect(order).toEqual(Array.from({ length: 512 }, (_, index) => index))
      expect(peak).toBeGreaterThan(0)
      expect(peak).toBeLessThan(300_000)
    },
  )

  test('may be a view of a buffer, of which only that part is sent, as it is now', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('views')
    const messages = heard(await opened(callee))
    const bytes = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7])
    void channel.send(bytes.subarray(2, 5))
    void channel.send(new DataView(bytes.buffer, 6))
    void channel.send(new Uint16Array(bytes.buffer, 2, 1))
    void channel.send(bytes.buffer)
    bytes.fill(9)
    await eventually(() => messages.length).toBe(4)
    const got = messages.map((message) => (message instanceof ArrayBuffer ? [...new Uint8Array(message)] : message))
    expect(got).toEqual([
      [2, 3, 4],
      [6, 7],
      [2, 3],
      [0, 1, 2, 3, 4, 5, 6, 7],
    ])
  })

  test('may be any string', async () => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('texts')
    const messages = heard(await opened(callee))
    const texts = ['', '\uFEFFmarked', 'é'.repeat(20_000), '👂'.repeat(10_001), '\0', 'lone \uD83D']
    for (const text of texts) void channel.send(text)
    await eventually(() => messages.length).toBe(texts.length)
    expect(messages).toEqual([...texts.slice(0, -1), 'lone \uFFFD'])
  })

  test.each([
    { a: 1 },
    undefined,
    null,
    7,
    true,
    [1, 2],
    new Blob(['x']),
    () => undefined,
    Symbol('x'),
    new Date(0),
    Object('x'),
  ])('is refused with a TypeError when it is %s', async (data) => {
    const { caller, callee } = await talk()
    const channel = caller.openDataChannel('types')
    const messages = heard(await opened(callee))
    const send: (wrong: never) => Promise<void> = channel.send.bind(channel)
    await expect(send(data as never)).rejects.toThrow(TypeError)
    await expect(send(data as never)).rejects.toThrow(/string, an ArrayBuffer/)
    await channel.send('next')
    await eventually(() => messages).toEqual(['next'])
  })
})

describe('opening', () => {
  test('with wrong arguments throws a TypeError and opens nothing', async () => {
    const { caller } = await talk()
    const open: (...parameters: never[]) => unknown = caller.openDataChannel.bind(caller)
    const wrong: unknown[][] = [
      [],
      [undefined],
      [null],
      [7],
      [{}],
      ['x'.repeat(1_025)],
      ['é'.repeat(513)],
      ['x', null],
      ['x', 'reliable'],
      ['x', []],
      ['x', { ordered: 'no' }],
      ['x', { maxRetransmits: -1 }],
      ['x', { maxRetransmits: 1.5 }],
      ['x', { maxRetransmits: 65_536 }],
      ['x', { maxRetransmits: '1' }],
      ['x', { maxPacketLifeTime: Number.NaN }],
      ['x', { maxPacketLifeTime: 1, maxRetransmits: 1 }],
      ['x', { negotiated: true, id: 5 }],
      ['x', { id: 0 }],
      ['x', { protocol: 5 }],
      ['x', { protocol: 'x'.repeat(1_025) }],
    ]
    for (const parameters of wrong) expect(() => open(...(parameters as never[]))).toThrow(TypeError)
    expect(caller.dataChannels).toEqual([])
    for (const label of ['', 'x'.repeat(1_024), 'é👂']) caller.openDataChannel(label, { maxRetransmits: 0 })
    expect(caller.dataChannels.length).toBe(3)
  })

  test('is refused to someone who has not accepted, and after the end', async () => {
    const { caller, callee } = await ring()
    expect(() => callee.openDataChannel('x')).toThrow(TypeError)
    caller.hangUp()
    expect(() => caller.openDataChannel('x')).toThrow(TypeError)
    expect(caller.dataChannels).toEqual([])
  })

  test('more than 256 of one side throws, and works again once one is closed', async () => {
    const { caller, callee } = await talk()
    const channels = Array.from({ length: 256 }, (_, index) => caller.openDataChannel(`${index}`))
    expect(() => caller.openDataChannel('x')).toThrow(TypeError)
    await eventually(() => callee.dataChannels.length).toBe(256)
    channels[0]?.close()
    await eventually(() => callee.dataChannels.length).toBe(255)
    await eventually(() => attempt(() => caller.openDataChannel('x'))).toBe('x')
  })
})

describe('a peer that does not keep to the rules', () => {
  /** Opens a channel as a call does, and lets the test write on it. */
  async function raw(caller: Call, protocol: string, init: RTCDataChannelInit = {}): Promise<RTCDataChannel> {
    const channel = caller.peerConnection.createDataChannel('made up', { ...init, protocol })
    await eventually(() => channel.readyState).not.toBe('connecting')
    return channel
  }

  test.each([
    ['text', 'hello'],
    ['too little', new Uint8Array(3)],
    ['an unknown kind', new Uint8Array(17).fill(9)],
    ['a message of four gigabytes', new Uint8Array(18).fill(255, 13, 17)],
  ])('has its channel closed for sending %s', async (_, data) => {
    const { caller, callee } = await talk()
    const channel = await raw(caller, 'earshot:1:')
    const arrived = await opened(callee)
    const reasons = closing(arrived)
    channel.send(data as string)
    await eventually(() => reasons).toEqual(['refused'])
    await eventually(() => channel.readyState).toBe('closed')
    expect([callee.state, callee.dataChannels]).toEqual(['connected', []])
  })

  test('has its channel closed for sending more than it may while it rings', async () => {
    const { caller, callee } = await ring()
    await eventually(() => [caller.ready, callee.ready]).toEqual([true, true])
    const channel = await raw(caller, 'earshot:1:')
    const frame = new DataView(new ArrayBuffer(17 + 16_000))
    frame.setUint32(13, 16_000)
    for (let index = 0; index < 10 && channel.readyState === 'open'; index += 1) {
      frame.setFloat64(1, index * 16_064)
      channel.send(frame)
    }
    await eventually(() => channel.readyState).toBe('closed')
    callee.accept()
    const arrived = await opened(callee)
    const [messages, reasons] = [heard(arrived), closing(arrived)]
    await eventually(() => [messages.length, reasons]).toEqual([4, ['refused']])
  })

  test('cannot open more than 256, use a number twice or far ahead, or a label that is too long', async () => {
    const { caller, callee } = await talk()
    const kept = await raw(caller, 'earshot:1:')
    await opened(callee)
    for (const protocol of ['earshot:1:', 'earshot:0:', 'earshot:999999999:', `earshot:2:${'x'.repeat(1_025)}`]) {
      const channel = await raw(caller, protocol)
      await eventually(() => channel.readyState).toBe('closed')
    }
    expect([kept.readyState, callee.dataChannels.length]).toEqual(['open', 1])
    const many = await Promise.all(Array.from({ length: 260 }, (_, index) => raw(caller, `earshot:${index + 2}:`)))
    await eventually(() => many.filter(({ readyState }) => readyState === 'open').length).toBe(255)
    expect(callee.dataChannels.length).toBe(256)
    expect(callee.state).toBe('connected')
  })
})

function attempt(open: () => DataChannel): string | null {
  try {
    return open().label
  } catch {
    return null
  }
}
