import { lately, type Recent } from './detector.ts'
import { availableOf, wantedOf } from './signs.ts'

/** The estimate of the bandwidth as it was before it fell. */
export interface BestBandwidth {
  /** bit/s. */
  readonly value: number
  /** bit/s that the encoders asked for then, at the most. */
  readonly wanted: number
  /** On which pair: the estimate of another one begins anew. */
  readonly pairChanges: number
}

const seconds = 30
/** Below this share of the best it has fallen, and the best is remembered until it has risen again. */
const fallen = 0.5

/** The best estimate that lasted for two samples in the last half minute, or before it fell; `null` where there is none. */
export function followBest(before: BestBandwidth | null, recent: Recent): BestBandwidth | null {
  const { pairChanges } = recent.sample.path
  const known = before?.pairChanges === pairChanges ? before : null
  const available = availableOf(recent.sample)
  if (available === null || (known !== null && available < fallen * known.value)) return known
  let [value, wanted, last] = [0, 0, 0]
  for (const sample of [...lately(recent, seconds), recent.sample]) {
    const estimate = sample.path.pairChanges === pairChanges ? (availableOf(sample) ?? 0) : 0
    value = Math.max(value, Math.min(last, estimate))
    wanted = Math.max(wanted, wantedOf(sample) ?? 0)
    last = estimate
  }
  return value === 0 ? null : { value, wanted, pairChanges }
}
