import type { TimelineEvent } from '@earshot/core'

/** The two peers of the page: hall calls kitchen. */
export const sides = ['hall', 'kitchen'] as const
export type Side = (typeof sides)[number]

/** One thing that happened at one of the two, on the clock that both share. */
export interface Note {
  /** Milliseconds since it began to ring. */
  readonly at: number
  readonly side: Side
  readonly event: NoteEvent
}

export type DescriptionKind = 'offer' | 'pranswer' | 'answer'

/** What somebody does on this page. */
export type Action = 'ring' | 'accept-picture' | 'accept-sound' | 'decline' | 'hang-up' | 'add-picture' | 'restart-ice'

export type NoteEvent =
  | TimelineEvent
  | { readonly type: 'pressed'; readonly action: Action }
  /** A new `RTCPeerConnection`, which is stable. */
  | { readonly type: 'new-connection' }
  /** This side shows a picture of the other, so long after accept. */
  | { readonly type: 'first-picture'; readonly ms: number }
  | { readonly type: 'candidate'; readonly kind: string; readonly protocol: string; readonly address: string }

export function otherSide(side: Side): Side {
  return side === 'hall' ? 'kitchen' : 'hall'
}
