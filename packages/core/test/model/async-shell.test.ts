import { env } from 'node:process'

import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'

import { Configuration } from '../../src/call/configuration.ts'
import { Connection } from '../../src/call/connection.ts'
import { fakePeerConnection, type FakeTrack } from './fake-peer-connection.ts'
import type { ModelConnection } from './model-connection.ts'
import { agreed, recvonly, reversed, sendonly, type Kind } from './model-description.ts'

const runs = Number(env['EARSHOT_SCHEDULES'] ?? 5_000)

afterEach(() => vi.unstubAllGlobals())

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
          for (const { connection } of ends) connection.hold(false)
          await scheduler.waitIdle()
          expectAgreement(ends)
        },
      ),
      { numRuns: runs },
    )
  },
)

interface End {
  readonly connection: Connection
  readonly model: ModelConnection
  readonly live: FakeTrack[]
}

async function play(scheduler: fc.Scheduler, planned: readonly Turn[]): Promise<readonly [End, End]> {
  const moment = (what: string) => scheduler.schedule(Promise.resolve(), what)
  vi.stubGlobal('RTCPeerConnection', fakePeerConnection(moment))
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })
  const configuration = await Configuration.from()
  // A delay of the product's is one more moment that the scheduler chooses; the watchdog's is too long to come true.
  const after = (delayMs: number, task: () => void) => {
    let wanted = delayMs < 1_000
    if (wanted) void moment('timer').then(() => wanted && task())
    return () => {
      wanted = false
    }
  }
  const newEnd = (role: 'caller' | 'callee'): End => {
    const connection = new Connection({
      role,
      warming: null,
      tracks: [],
      receive: { audio: true, video: true },
      codecs: {},
      held: false,
      configuration,
      clock: { now: () => 0, after },
      delivered: () => true,
    })
    return { connection, model: (connection.peerConnection as unknown as { readonly model: ModelConnection }).model, live: [] }
  }
  const ends = [newEnd('caller'), newEnd('callee')] as const
  for (const [from, to] of [ends, [ends[1], ends[0]]] as const) {
    let arrived: Promise<unknown> = Promise.resolve() // in order and once: what a link guarantees
    from.connection.on('message', (message) => {
      arrived = arrived.then(() => moment('message')).then(() => to.connection.receive(message))
    })
    from.connection.on('failed', () => expect.fail('The negotiation was given up.'))
  }
  let tracks = 0
  let operated: Promise<unknown> = Promise.resolve()
  for (const { who, operation } of planned) {
    tracks += 1
    const id = tracks
    operated = operated.then(() => moment(`${who} ${operation}`)).then(() => operate(ends[who], operation, id))
  }
  await scheduler.waitIdle()
  return ends
}

function operate({ connection, model, live }: End, operation: Operation, id: number): void {
  switch (operation) {
    case 'add-audio':
    case 'add-video': {
      if (model.currentRemote === null) return // the first answer has a way of its own
      const kind: Kind = operation === 'add-audio' ? 'audio' : 'video'
      const track: FakeTrack = { id, kind }
      live.push(track)
      const streams = [{ id: 1 + (id % 2) }]
      connection.addTrack({ track, streams } as unknown as Parameters<Connection['addTrack']>[0])
      return
    }
    case 'remove': {
      const [track] = live
      const sender = connection.peerConnection.getSenders().find((one) => (one.track as unknown) === track)
      if (track === undefined || sender === undefined) return
      live.shift()
      return connection.removeTrack(sender)
    }
    case 'restart-ice':
      return connection.restartIce({ relayOnly: false })
    case 'hold':
      return connection.hold(true)
    case 'resume':
      return connection.hold(false)
  }
}

function expectAgreement([one, other]: readonly [End, End]): void {
  for (const { model } of [one, other]) {
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
