import type { Clock } from '../clock.ts'
import type { Candidate } from '../signaling/message.ts'

/**
 * Remote candidates that wait for the description they belong to. Engines differ on a candidate they cannot place (Chromium takes it
 * silently, Firefox rejects it), so one is added only while the remote description names its ice-ufrag (RFC 8839 5.4).
 */
export interface CandidateBuffer {
  /** The ice-ufrags of the remote description, `null` before the first. */
  readonly fragments: ReadonlySet<string> | null
  readonly held: readonly Candidate[]
}

export type CandidateEvent =
  | { readonly type: 'received'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'remote-description'; readonly sdp: string }

export const noCandidates: CandidateBuffer = { fragments: null, held: [] }

const maxHeld = 200

/** The next buffer, and the candidates that can be added to the connection now. */
export function bufferCandidates(
  state: CandidateBuffer,
  event: CandidateEvent,
): readonly [CandidateBuffer, readonly Candidate[]] {
  const fragments = event.type === 'remote-description' ? iceFragments(event.sdp) : state.fragments
  const candidates = event.type === 'received' ? [...state.held, ...event.candidates] : state.held
  if (fragments === null) return [{ fragments, held: candidates.slice(-maxHeld) }, []]
  const belongs = ({ usernameFragment }: Candidate) => usernameFragment === null || fragments.has(usernameFragment)
  const held = candidates.filter((candidate) => !belongs(candidate))
  return [{ fragments, held: held.slice(-maxHeld) }, candidates.filter(belongs)]
}

function iceFragments(sdp: string): ReadonlySet<string> {
  return new Set([...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(([, fragment]) => fragment ?? ''))
}

const batchWindowMs = 30

/** Sends the first candidate at once and those that follow within 30 ms together. */
export function batchCandidates(clock: Clock, send: (candidates: readonly Candidate[]) => void): (candidate: Candidate) => void {
  let waiting: Candidate[] | null = null
  const flush = () => {
    const batch = waiting ?? []
    if (batch.length === 0) {
      waiting = null
      return
    }
    waiting = []
    send(batch)
    clock.after(batchWindowMs, flush)
  }
  return (candidate) => {
    if (waiting !== null) {
      waiting.push(candidate)
      return
    }
    waiting = [candidate]
    flush()
  }
}
