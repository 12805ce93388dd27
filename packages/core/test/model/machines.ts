import { bufferCandidates } from '../../src/negotiation/candidates.ts'
import { negotiate, newNegotiation } from '../../src/negotiation/negotiate.ts'
import { link } from '../../src/signaling/link.ts'

/** The machines under test. A planted bug is another one in place of the product's. */
export interface Machines {
  readonly link: typeof link
  readonly negotiate: typeof negotiate
  readonly newNegotiation: typeof newNegotiation
  readonly bufferCandidates: typeof bufferCandidates
  /** Whether a packet's epochs are compared with those of the link. */
  readonly checksEpochs: boolean
  /** Whether the browser asks again after it became stable (webrtc-pc 4.7.3). */
  readonly asksAgain: boolean
  /** Whether a free media section is used for the next track. */
  readonly reusesSlots: boolean
  /** Whether the caller keeps its tracks back until the call is accepted. */
  readonly withholdsMedia: boolean
}

export const product: Machines = {
  link,
  negotiate,
  newNegotiation,
  bufferCandidates,
  checksEpochs: true,
  asksAgain: true,
  reusesSlots: true,
  withholdsMedia: true,
}
