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
export type { Json } from './json.ts'
export { isSamePresence, parsePresence } from './presence.ts'
export { requireCount, requireFunction, requireMilliseconds, requireOptions, wrongArgument } from '../arguments.ts'
export { webSocketPath } from './web-socket-path.ts'
export { checkOpening, checkPayload, checkUpdate } from './channel-checks.ts'
export { ChannelEvents } from './channel-events.ts'
export { memoryTransport, type MemoryTransport } from './memory.ts'
