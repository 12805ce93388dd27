import type { TrackSample } from '@earshot/core/stats'

/** What is sent before what is received, pictures before sound; otherwise as the report lists them. */
export function inReadingOrder(tracks: readonly TrackSample[]): readonly TrackSample[] {
  return tracks.toSorted((a, b) => rank(a) - rank(b))
}

function rank({ direction, kind }: TrackSample): number {
  return (direction === 'outbound' ? 0 : 2) + (kind === 'video' ? 0 : 1)
}
