import type { Muted } from '../media/track-gate.ts'
import type { Context, OtherCalls, PageContext, Section } from '../stats/context.ts'
import type { PeerSummary } from '../stats/summary.ts'

import { trackOf } from './slots.ts'

/** What a call knows that its connection does not. */
export interface CallFacts {
  readonly signaling: PageContext['signaling']
  readonly held: boolean
  readonly remoteMuted: Muted
  readonly remoteHeld: boolean
  readonly peer: PeerSummary | null
  readonly others: OtherCalls | null
}

/** What statistics do not say, and are judged by. */
export function contextOf(connection: RTCPeerConnection, facts: CallFacts): Context {
  const { signaling, peer, others } = facts
  return {
    page: { hidden: globalThis.document?.visibilityState === 'hidden', signaling },
    sections: connection.getTransceivers().flatMap((transceiver) => sectionOf(transceiver, facts)),
    peer,
    others,
  }
}

function sectionOf(transceiver: RTCRtpTransceiver, facts: CallFacts): readonly Section[] {
  const { held, remoteMuted, remoteHeld, peer } = facts
  const { mid, currentDirection, sender, receiver } = transceiver
  const kind = receiver.track.kind === 'audio' ? 'audio' : 'video'
  if (mid === null || currentDirection === null || currentDirection === 'stopped') return []
  const track = trackOf(sender)
  return [
    {
      mid,
      kind,
      direction: currentDirection,
      sent: track === null ? 'none' : track.readyState,
      sentMuted: held || track?.enabled === false,
      screen: track !== null && isScreen(track),
      frameRate: track?.getSettings().frameRate ?? null,
      receivedMuted: remoteHeld || remoteMuted[kind] || peer?.silent.includes(mid) === true,
    },
  ]
}

/** A captured screen says so itself; of what a page draws, the page has to say (mst-content-hint). */
function isScreen(track: MediaStreamTrack): boolean {
  return track.getSettings().displaySurface !== undefined || track.contentHint === 'detail' || track.contentHint === 'text'
}
