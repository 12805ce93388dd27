import type { Clock } from '../clock.ts'
import { batchCandidates, bufferCandidates, noCandidates, type CandidateEvent } from '../negotiation/candidates.ts'
import type { Candidate } from '../signaling/message.ts'

/** Candidates as they are found, of both sides (RFC 8838). */
export class Trickle {
  readonly #connection: RTCPeerConnection
  #buffer = noCandidates
  #obscured = false

  /** @param hidesAddresses whether no address of this side may be shown but its relays'. */
  constructor(
    connection: RTCPeerConnection,
    clock: Clock,
    {
      hidesAddresses,
      send,
    }: { readonly hidesAddresses: () => boolean; readonly send: (candidates: readonly Candidate[]) => void },
  ) {
    this.#connection = connection
    const sendSoon = batchCandidates(clock, send)
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate === null) return
      if (isObscured(candidate)) this.#obscured = true
      sendSoon(hidesAddresses() ? withoutRelatedAddress(toCandidate(candidate)) : toCandidate(candidate))
    })
  }

  /** Whether this side's addresses were hidden behind names, as browsers do before a camera or microphone is allowed (RFC draft mdns-ice-candidates). */
  get obscured(): boolean {
    return this.#obscured
  }

  take(event: CandidateEvent): void {
    const [buffer, candidates] = bufferCandidates(this.#buffer, event)
    this.#buffer = buffer
    for (const candidate of candidates) {
      // One bad candidate is no reason to lose the others: ICE does without it.
      this.#connection.addIceCandidate(candidate).catch(() => undefined)
    }
  }
}

function toCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): Candidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment }
}

function isObscured({ type, address }: RTCIceCandidate): boolean {
  return type === 'host' && address !== null && address.endsWith('.local')
}

/** A relayed candidate names the address that the relay sees (RFC 8839 5.1). */
function withoutRelatedAddress(candidate: Candidate): Candidate {
  return { ...candidate, candidate: candidate.candidate.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0') }
}
