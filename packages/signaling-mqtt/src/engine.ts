import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'

import type { PeerId, Role, RoomId } from '@earshot/core/signaling'
import { Aedes, type Client, type ConnectPacket, type PublishPacket, type Subscription } from 'aedes'

import {
  maxQos,
  mayAnnounce,
  mayPublish,
  mayReceive,
  maySubscribe,
  placeOf,
  type ConnectRequest,
  type Place,
  type PublishRequest,
} from './access.ts'
import { Places } from './places.ts'
import { parsePresenceMessage } from './protocol.ts'
import { parseTopic, presenceTopic, subscriptionsOf } from './topics.ts'

/** Who wants to join which room as whom. */
export interface JoinRequest {
  readonly room: RoomId
  readonly peerId: PeerId
  readonly username: string | null
  readonly password: string | null
}

/** What pino and most loggers are. */
export interface BrokerLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface EngineOptions {
  readonly authorize: (request: JoinRequest) => boolean | Promise<boolean>
  readonly logger: BrokerLogger
  readonly maxMembersPerRoom: number
}

export interface Engine {
  /** Takes a connection over; `admitted` is called once its CONNECT is accepted. */
  handle(stream: Duplex, admitted: () => void): void
  rooms(): ReadonlyMap<RoomId, number>
  close(): Promise<void>
}

/** OASIS MQTT 3.1.1 3.2.2.3. */
const identifierRejected = 2
const notAuthorized = 5

/** aedes, which by itself lets everyone do everything, with every question it asks answered by `access.ts`. */
export async function createEngine({ authorize, logger, maxMembersPerRoom }: EngineOptions): Promise<Engine> {
  const connects = new WeakMap<Client, ConnectPacket>()
  const admissions = new WeakMap<Client, () => void>()
  const placesByClient = new WeakMap<Client, Place>()
  const rolesByClient = new WeakMap<Client, Role>()
  const welcomed = new WeakSet<Client>()
  let remembered = 0
  const clientIds = new Set<string>()
  const places = new Places<Client>(maxMembersPerRoom)

  const aedes = await Aedes.createBroker({
    connectTimeout: 10_000,
    maxTopicLevels: 8,
    maxInflightInbound: 1, // QoS 2 is not used

    preConnect(client, packet, callback) {
      connects.set(client, packet)
      callback(null, true)
    },

    authenticate(client, username, password, done) {
      const answer = (refusal: number | null): void =>
        refusal === null ? done(null, true) : done(Object.assign(new Error('refused'), { returnCode: refusal }), false)
      void admit(client, username ?? null, password?.toString() ?? null).then(answer)
    },

    // Also asked for wills, when they are due.
    authorizePublish(client, packet, callback) {
      const place = client === null ? undefined : placesByClient.get(client)
      const allowed =
        client !== null && place !== undefined && mayPublish(place, publishRequest(packet)) && announces(client, place, packet)
      if (!allowed) logger.warn({ topic: packet.topic.slice(0, 200), ...place }, 'publish refused')
      // Presence is kept by place, in `places`: aedes would send what it retains when the subscriber's own publishes may be answered already.
      packet.retain = false
      callback(allowed ? null : new Error('not allowed'))
    },

    authorizeSubscribe(client, subscription, callback) {
      const place = placesByClient.get(client)
      const allowed = place !== undefined && maySubscribe(place, subscription.topic, subscription.qos)
      if (!allowed) logger.warn({ filter: subscription.topic.slice(0, 200), ...place }, 'subscription refused')
      callback(null, allowed ? subscription : null)
    },

    authorizeForward(client, packet) {
      const place = placesByClient.get(client)
      return place !== undefined && mayReceive(place, packet.topic) ? packet : null
    },
  })
  aedes.on('subscribe', (subscriptions, client) => welcome(client, subscriptions))
  aedes.on('clientError', (_, error) => logger.info({ reason: error.message }, 'connection failed'))
  aedes.on('connectionError', (_, error) => logger.info({ reason: error.message }, 'connection failed before it was accepted'))
  // Without a listener it would end the process (docs/robustness.md T13).
  const emitter: EventEmitter = aedes
  emitter.on('error', (error: unknown) => logger.warn({ err: error }, 'broker error'))

  return {
    handle(stream, admitted) {
      admissions.set(aedes.handle(stream), admitted)
    },
    rooms: () => places.sizes(),
    close: () => new Promise((resolve) => aedes.close(() => resolve())),
  }

  /** Tells whether a packet says nothing false of who is here: an empty one, also the will, just clears what is retained. */
  function announces(client: Client, place: Place, { topic, payload }: Published): boolean {
    if (parseTopic(topic)?.type !== 'presence') return true
    const text = payload.toString()
    const said = text === '' ? null : parsePresenceMessage(text)
    if (text !== '' && (said === null || !mayAnnounce(place, said, rolesByClient.get(client) ?? null))) return false
    if (said?.type === 'here') rolesByClient.set(client, said.presence.role)
    places.announce(place, client, said?.type === 'here' ? text : null)
    return true
  }

  /** Sends who is here, as retained messages, at once: so it is there before anything that the newcomer says comes back. */
  function welcome(client: Client, subscriptions: readonly Subscription[]): void {
    const place = placesByClient.get(client)
    if (place === undefined || welcomed.has(client)) return
    const [filter] = subscriptionsOf(place.room, place.peerId)
    if (!subscriptions.some(({ topic, qos }) => topic === filter && qos <= maxQos)) return
    welcomed.add(client)
    for (const [peerId, presence] of places.presences(place.room)) {
      remembered += 1
      // A count of its own: beside that of the messages which are on their way, aedes would take those for repetitions.
      const counted = { brokerId: 'presence', brokerCounter: remembered }
      const topic = presenceTopic(place.room, peerId)
      client.publish({ cmd: 'publish', topic, payload: presence, qos: 1, retain: true, dup: false, ...counted }, ignore)
    }
  }

  /** The CONNACK code to refuse with, or `null`. */
  async function admit(client: Client, username: string | null, password: string | null): Promise<number | null> {
    const packet = connects.get(client)
    if (packet === undefined) return notAuthorized
    const place = placeOf(connectRequest(packet))
    if (typeof place === 'string') return refused(place, {}, notAuthorized)
    // Another connection with the same id would push the first one out (docs/robustness.md T8).
    if (clientIds.has(packet.clientId)) return refused('the client id is taken', place, identifierRejected)
    clientIds.add(packet.clientId)
    client.conn.once('close', () => clientIds.delete(packet.clientId))

    const { room, peerId } = place
    if (!(await isAuthorized({ room, peerId, username, password }))) return refused('not authorized', place, notAuthorized)
    if (client.conn.destroyed) return notAuthorized
    const outcome = places.take(place, client)
    if (outcome.type === 'refused')
      return refused(outcome.reason, place, outcome.reason === 'replaced' ? identifierRejected : notAuthorized)

    placesByClient.set(client, place)
    client.conn.once('close', () => {
      if (places.giveUp(place, client)) logger.info({ room, peer: peerId, users: places.size(room) }, 'gone')
    })
    outcome.previous?.close()
    admissions.get(client)?.()
    logger.info({ room, peer: peerId, users: places.size(room) }, 'connected')
    return null
  }

  async function isAuthorized(request: JoinRequest): Promise<boolean> {
    try {
      return await authorize(request)
    } catch (error) {
      logger.warn({ err: error }, 'authorize failed, so nobody is let in')
      return false
    }
  }

  function refused(reason: string, place: Partial<Place>, code: number): number {
    logger.warn({ reason, ...place }, 'connection refused')
    return code
  }
}

/** Who cannot be written to is gone, and its connection says so. */
function ignore(): void {}

function connectRequest({ clientId, clean = false, keepalive = 0, will }: ConnectPacket): ConnectRequest {
  return { clientId, clean, keepalive, will: will === undefined || will === null ? null : publishRequest(will) }
}

function publishRequest({ topic, qos = 0, retain = false, payload }: Published): PublishRequest {
  return { topic, qos, retain, bytes: Buffer.byteLength(payload) }
}

type Published = Pick<PublishPacket, 'topic' | 'payload'> & Partial<Pick<PublishPacket, 'qos' | 'retain'>>
