import { Configuration, type ConfigurationSource } from '../call/configuration.ts'
import { ownCapabilities } from '../call/capabilities.ts'
import { supportsProvisionalAnswers } from '../call/connection.ts'
import type { WarmUp } from '../call/warm-up.ts'
import { systemClock } from '../clock.ts'
import type { PeerId, Presence, Role, RoomId, SignalingTransport } from '../signaling/channel.ts'
import { checkOpening } from '../signaling/channel-checks.ts'

import { randomId } from './random-id.ts'
import { RoomSession } from './room-session.ts'
import type { Room } from './room.ts'

export interface JoinOptions {
  readonly signaling: SignalingTransport
  /** `^[A-Za-z0-9_-]{1,64}$`. */
  readonly room: RoomId
  /** Display name, up to 64 characters. @default 'guest' */
  readonly name?: string
  /** Identity in the room, `^[A-Za-z0-9_-]{1,64}$`: keep it to be the same peer after a reload. @default random */
  readonly peerId?: PeerId
  /** @default 'member' */
  readonly role?: Role
  /**
   * For the connections of the calls (webrtc-pc RTCConfiguration). A function is asked when joining, for each call and before each ICE
   * restart: it returns TURN credentials that are fresh. @default none: host candidates only, enough for one network
   */
  readonly rtcConfiguration?: ConfigurationSource
  /**
   * Whether paths are made while calls ring, by peer or for all. A call of one's own may say otherwise.
   * @default 'on'
   */
  readonly warmUp?: WarmUp | ((peer: Presence) => WarmUp)
  /** Period of the calls' samples. @default 1000 */
  readonly statsIntervalMs?: number
  /** Gives up joining; the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

/**
 * Joins a room. Once the promise has resolved, `room.peers` has everyone who is here; `peer-joined` tells who comes later.
 * @throws EarshotError when the transport cannot be opened; TypeError when a name or id is malformed.
 */
export async function joinRoom(options: JoinOptions): Promise<Room> {
  const { signaling, room, rtcConfiguration, warmUp = 'on', statsIntervalMs = 1_000, signal } = options
  if (!(statsIntervalMs > 0)) throw new TypeError('statsIntervalMs is a number of milliseconds above 0.')
  const self = checkOpening(room, presenceOf(options, await supportsProvisionalAnswers()))
  const configuration = await Configuration.from(rtcConfiguration)
  const channel = await signaling.open(room, self, signal === undefined ? {} : { signal })
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

function presenceOf({ name = 'guest', peerId = randomId(), role = 'member' }: JoinOptions, provisional: boolean): Presence {
  return { peerId, epoch: randomId(), role, name, capabilities: ownCapabilities(provisional), data: null }
}
