import type { Direction, Kind } from './model-description.ts'

export interface ModelTransceiver {
  readonly kind: Kind
  mid: string | null
  /** Index of the media section. createOffer proposes one; it counts from the moment that there is a `mid`. */
  line: number | null
  direction: Direction
  currentDirection: Direction | null
  /** What the sender sends, 0 for none. */
  track: number
  stream: number
  /** Made by addTrack, and so free to be matched with a section of the peer's. */
  fromAddTrack: boolean
  fromRemoteOffer: boolean
  reusedByAddTrack: boolean
  associatedSinceStable: boolean
  hasSent: boolean
  /** Of the product, not of the browser: the track that waits until the call is accepted, 0 for none. */
  reserved: number
  /** Of the product: it knows that this section has sent. */
  isOurs: boolean
}

export function newTransceiver(kind: Kind, track: number, stream: number, direction: Direction): ModelTransceiver {
  return {
    kind,
    mid: null,
    line: null,
    direction,
    currentDirection: null,
    track,
    stream,
    fromAddTrack: false,
    fromRemoteOffer: false,
    reusedByAddTrack: false,
    associatedSinceStable: false,
    hasSent: false,
    reserved: 0,
    isOurs: false,
  }
}
