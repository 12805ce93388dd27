import type { Clock } from '../clock.ts'
import type { Sample } from '../stats/sample.ts'
import { readSummary, summarise, type PeerSummary } from '../stats/summary.ts'

const periodMs = 2_000
/** What the peer said longer ago says nothing about now. */
const staleMs = 3 * periodMs

/** What the two sides of a call tell each other of their own ends. */
export class Summaries {
  readonly #clock: Clock
  #told = -Infinity
  #heard: { readonly summary: PeerSummary; readonly at: number } | null = null
  #own: PeerSummary | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** This end's own, of its last sample. */
  get own(): PeerSummary | null {
    return this.#own
  }

  get peer(): PeerSummary | null {
    return this.#heard !== null && this.#clock.now() - this.#heard.at <= staleMs ? this.#heard.summary : null
  }

  hear(summary: unknown): void {
    this.#heard = { summary: readSummary(summary), at: this.#clock.now() }
  }

  /** Takes a sample in; returns what is to be told, if it is time. */
  take(sample: Sample): PeerSummary | null {
    this.#own = summarise(sample)
    const now = this.#clock.now()
    if (now - this.#told < periodMs) return null
    this.#told = now
    return this.#own
  }
}
