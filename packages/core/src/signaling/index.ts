export { EarshotError, type EarshotErrorCode } from '../errors.ts'
export type { Unsubscribe } from '../emitter.ts'
export {
  isId,
  maxPayloadLength,
  type ChannelEvent,
  type Epoch,
  type PeerId,
  type Presence,
  type Role,
  type RoomId,
  type SignalingChannel,
  type SignalingTransport,
} from './channel.ts'
export { parsePresence } from './presence.ts'
export { checkOpening, checkPayload } from './channel-checks.ts'
export { ChannelEvents } from './channel-events.ts'
export { memoryTransport, type MemoryTransport } from './memory.ts'
