export interface BucketOptions {
  readonly perSecond: number
  /** How much may be taken at once, after a pause. */
  readonly burst: number
  /** Monotonic milliseconds. */
  readonly now: () => number
}

/** A rate limit: the returned function takes `amount` and says whether that much was there. */
export function tokenBucket({ perSecond, burst, now }: BucketOptions): (amount: number) => boolean {
  let level = burst
  let filledAt = now()
  return (amount) => {
    const time = now()
    level = Math.min(burst, level + ((time - filledAt) / 1_000) * perSecond)
    filledAt = time
    if (amount > level) return false
    level -= amount
    return true
  }
}
