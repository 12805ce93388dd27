import type { Sample, TrackSample } from '@earshot/core/stats'

/** Computes once for each sample: a sample does not change, and each is looked at for as long as it is in some window. */
export function perSample<Value>(compute: (sample: Sample) => Value): (sample: Sample) => Value {
  const computed = new WeakMap<Sample, { readonly value: Value }>()
  return (sample) => {
    const known = computed.get(sample)
    if (known !== undefined) return known.value
    const value = compute(sample)
    computed.set(sample, { value })
    return value
  }
}

/** The tracks of a sample by key. */
export const tracksByKey: (sample: Sample) => ReadonlyMap<string, TrackSample> = perSample(
  ({ tracks }) => new Map(tracks.map((track) => [track.key, track])),
)
