import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import { Configuration } from '../../packages/core/src/call/configuration.ts'
import { Connection } from '../../packages/core/src/call/connection.ts'
import { systemClock } from '../../packages/core/src/clock.ts'
import type { PeerLink } from '../../packages/core/src/room/peer-link.ts'
import { parseMessage } from '../../packages/core/src/signaling/message.ts'
import { fakePeerConnection, type FakeTrack } from '../../packages/core/test/model/fake-peer-connection.ts'
import type { ModelConnection } from '../../packages/core/test/model/model-connection.ts'
import { reversed, sendonly, type Kind } from '../../packages/core/test/model/model-description.ts'
import { closeEnd, linkFrom, openEnd } from '../delivery/end.ts'
import { engineOf, type Engine, type EngineName } from '../delivery/engines.ts'
import { buildServers } from '../delivery/build-servers.ts'
import { withoutMosquitto } from '../net/mosquitto.mjs'

const recoveryMs = 5_000
const outageMs = 200

beforeAll(buildServers, 120_000)
afterEach(() => vi.unstubAllGlobals())

// Connections of the model: what is tested is that every message of a negotiation survives the broker that carries it.
test.for<EngineName>(['aedes', 'mosquitto'])(
  'F2: %s killed at whatever message of a negotiation, both ends agree within five seconds of its return',
  { timeout: 300_000 },
  async (name, { skip }) => {
    skip(name === 'mosquitto' && withoutMosquitto, 'mosquitto is not installed')
    const recorded = await negotiate(name, Infinity)
    expect(recorded.messages).toBeGreaterThan(8)
    let slowest = 0
    for (let step = 1; step <= recorded.messages; step += 1) {
      const { recoveredMs } = await negotiate(name, step)
      slowest = Math.max(slowest, recoveredMs)
      expect(recoveredMs, `killed at message ${step} of ${recorded.messages}`).toBeLessThan(recoveryMs)
    }
    console.log(`${name}: killed at each of ${recorded.messages} messages, agreed after at most ${Math.round(slowest)} ms`)
  },
)

interface Negotiator {
  readonly connection: Connection
  readonly model: ModelConnection
  readonly live: FakeTrack[]
  readonly link: () => PeerLink
}

/** A first offer and answer, tracks added by both at once, one removed while ICE is restarted. The broker dies with message `killAt`. */
async function negotiate(name: EngineName, killAt: number): Promise<{ messages: number; recoveredMs: number }> {
  vi.stubGlobal(
    'RTCPeerConnection',
    fakePeerConnection(() => nextTurn()),
  )
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null })
  const engine = await engineOf(name)
  await engine.start()
  const ends = [await openEnd(engine, 'room', 'anna'), await openEnd(engine, 'room', 'ben')] as const
  let messages = 0
  let returned: Promise<number> = Promise.resolve(performance.now())
  const noteMessage = (): void => {
    messages += 1
    if (messages === killAt) returned = killAndReturn(engine)
  }
  const configuration = await Configuration.from()
  const negotiators: readonly [Negotiator, Negotiator] = [
    negotiator('caller', configuration, noteMessage, () => annasLink),
    negotiator('callee', configuration, noteMessage, () => bensLink),
  ]
  const annasLink = linkFrom(ends[0], ends[1], (body) => receive(negotiators[0], body))
  const bensLink = linkFrom(ends[1], ends[0], (body) => receive(negotiators[1], body))

  const [anna, ben] = negotiators
  await until(() => agreed(anna, ben))
  add(anna, 'audio', 1)
  add(ben, 'video', 2)
  await until(() => agreed(anna, ben))
  remove(anna)
  ben.connection.restartIce({ relayOnly: false })
  await until(() => agreed(anna, ben) && annasLink.backlog === 0 && bensLink.backlog === 0)
  const recoveredMs = performance.now() - (await returned)

  for (const link of [annasLink, bensLink]) link.close()
  for (const { connection } of negotiators) connection.close()
  for (const end of ends) await closeEnd(end)
  await engine.kill()
  return { messages, recoveredMs }
}

async function killAndReturn(engine: Engine): Promise<number> {
  await engine.kill()
  await pause(outageMs)
  await engine.start()
  return performance.now()
}

function negotiator(
  role: 'caller' | 'callee',
  configuration: Configuration,
  onMessage: () => void,
  link: () => PeerLink,
): Negotiator {
  const connection = new Connection({
    role,
    warming: null,
    tracks: () => [],
    receive: { audio: true, video: true },
    optionsOf: () => ({}),
    codecs: {},
    held: false,
    jitterBufferTarget: {},
    configuration,
    clock: systemClock,
    delivered: () => link().backlog === 0,
    onTrackRefused: () => undefined,
  })
  connection.on('message', (message) => {
    link().send({ ...message, call: 'call', connection: 1 })
    onMessage()
  })
  connection.on('failed', () => expect.fail('The negotiation was given up.'))
  const { model } = connection.peerConnection as unknown as { readonly model: ModelConnection }
  return { connection, model, live: [], link }
}

function receive({ connection }: Negotiator, body: unknown): void {
  const message = parseMessage(body)
  if (message?.type === 'description' || message?.type === 'candidates' || message?.type === 'refuse-offer')
    connection.receive(message)
}

function add({ connection, live }: Negotiator, kind: Kind, id: number): void {
  const track: FakeTrack = { id, kind }
  live.push(track)
  connection.addTrack({ track, streams: [{ id: 1 }] } as unknown as Parameters<Connection['addTrack']>[0])
}

function remove({ connection, live }: Negotiator): void {
  const track = live.shift()
  const sender = connection.peerConnection.getSenders().find((one) => (one.track as unknown) === track)
  if (sender !== undefined) connection.removeTrack(sender)
}

/** Both are at rest with the same media sections, and every track that is there is sent. */
function agreed(one: Negotiator, other: Negotiator): boolean {
  return [one, other].every(atRest) && sameSections(one, other) && [one, other].every(sendsAll)
}

function atRest({ model }: Negotiator): boolean {
  return model.signalingState === 'stable' && model.currentLocal !== null && !model.needsNegotiation()
}

function sameSections({ model: one }: Negotiator, { model: other }: Negotiator): boolean {
  if (one.transceivers.length !== other.transceivers.length) return false
  return one.transceivers.every(({ line, mid, currentDirection }) => {
    const theirs = other.transceivers.find((transceiver) => transceiver.line === line)
    return theirs?.mid === mid && theirs.currentDirection === reversed(currentDirection ?? 0)
  })
}

function sendsAll({ model, live }: Negotiator): boolean {
  const sent = model.transceivers.filter(({ track, currentDirection }) => track > 0 && ((currentDirection ?? 0) & sendonly) !== 0)
  return live.every(({ id }) => sent.some(({ track }) => track === id)) && sent.length === live.length
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true)
}
