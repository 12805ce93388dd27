import { requireFunction, requireOneOf, requireOptions, requirePositive, wrongArgument } from '../arguments.ts'
import { ownCapabilities } from '../call/capabilities.ts'
import { Configuration, type ConfigurationSource } from '../call/configuration.ts'
import { supportsProvisionalAnswers } from '../call/peer-connection.ts'
import type { WarmUp } from '../call/warm-up.ts'
import { systemClock } from '../clock.ts'
import { abortable, requireSignal } from '../media/abortable.ts'
import type { PeerId, Presence, Role, RoomId, SignalingChannel, SignalingTransport } from '../signaling/channel.ts'
import { checkOpening } from '../signaling/channel-checks.ts'
import { requireData } from '../signaling/json.ts'

import { randomId } from './random-id.ts'
import { RoomSession } from './room-session.ts'
import type { Room } from './room.ts'

export interface JoinOptions {
  readonly signaling: SignalingTransport
  /** `^[A-Za-z0-9_-]{1,64}$`. */
  readonly room: RoomId
  /** Display name, up to 64 characters. @default 'guest' */
  readonly name?: string
  /**
   * The application's own, which the others see as `data` of this peer and `room.setPresence` changes: JSON of at most 4 KiB, nested at
   * most 16 deep. @default null
   */
  readonly data?: unknown
  /** Identity in the room, `^[A-Za-z0-9_-]{1,64}$`: keep it to be the same peer after a reload. @default random */
  readonly peerId?: PeerId
  /** @default 'member' */
  readonly role?: Role
  /**
   * For the connections of the calls (webrtc-pc RTCConfiguration). A function is asked when joining, for each call and before each ICE
   * restart: it returns TURN credentials that are fresh. When joining it has ten seconds to answer. Later it has five, and where nothing good comes
   * the last good one is used, as the timeline tells. @default none: host candidates only, enough for one network
   */
  readonly rtcConfiguration?: ConfigurationSource
  /**
   * Whether paths are made while calls ring, by peer or for all. A call of one's own may say otherwise.
   * @default 'on'
   */
  readonly warmUp?: WarmUp | ((peer: Presence) => WarmUp)
  /** Period of the calls' samples. @default 1000 */
  readonly statsIntervalMs?: number
  /** Gives up joining, whatever it waits for; the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

/**
 * Joins a room. Once the promise has resolved, `room.peers` has everyone who is here; `peer-joined` tells who comes later.
 * @throws EarshotError `invalid-configuration`, or as the transport does when it cannot be opened; TypeError when an option is malformed.
 */
export async function joinRoom(options: JoinOptions): Promise<Room> {
  checkOptions(options)
  const { signaling, room, rtcConfiguration, warmUp = 'on', statsIntervalMs = 1_000, signal } = options
  const presence = checkOpening(room, presenceOf(options))
  signal?.throwIfAborted()
  const capabilities = ownCapabilities(await abortable(supportsProvisionalAnswers(), signal))
  const self = { ...presence, capabilities }
  const configuration = await Configuration.from(rtcConfiguration, { signal })
  const channel = await openChannel(signaling, room, self, signal)
  return new RoomSession({
    id: room,
    self,
    channel,
    configuration,
    warmUp: typeof warmUp === 'function' ? warmUp : () => warmUp,
    statsIntervalMs,
    clock: systemClock,
  })
}

function checkOptions(options: JoinOptions): void {
  requireOptions('options', options, "{ signaling, room: 'tea' }")
  const { signaling, role = 'member', warmUp = 'on', statsIntervalMs = 1_000, signal } = options
  const transport: unknown = signaling
  if (typeof transport !== 'object' || transport === null || !('open' in transport)) {
    const called = typeof transport === 'function' ? ' that was called, as in socketIo()' : ''
    throw wrongArgument('signaling', `a transport${called}`, transport)
  }
  requireFunction('signaling.open', transport.open)
  requireOneOf('role', role, ['member', 'observer'])
  if (typeof warmUp !== 'function') requireOneOf('warmUp', warmUp, ['on', 'relay-only', 'off'])
  requirePositive('statsIntervalMs', statsIntervalMs)
  requireSignal(signal)
}

function presenceOf({ name = 'guest', peerId = randomId(), role = 'member', data = null }: JoinOptions): Presence {
  return { peerId, epoch: randomId(), role, name, capabilities: [], data: requireData('data', data) }
}

/** A channel that opens when joining was given up is closed again. */
async function openChannel(
  signaling: SignalingTransport,
  room: RoomId,
  self: Presence,
  signal: AbortSignal | undefined,
): Promise<SignalingChannel> {
  const opening = signaling.open(room, self, signal === undefined ? {} : { signal })
  try {
    const channel = await abortable(opening, signal)
    signal?.throwIfAborted()
    return channel
  } catch (error) {
    if (signal?.aborted) opening.then((channel) => channel.close()).catch(() => undefined)
    throw error
  }
}
