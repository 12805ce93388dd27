import type { Sample, TrackSample } from '@earshot/core/stats'

/** The numbers of a call that are charted. */
export const metrics = [
  'sent',
  'available',
  'received',
  'pathRoundTrip',
  'mediaRoundTrip',
  'lossUp',
  'lossDown',
  'jitterUp',
  'jitterDown',
  'framesSent',
  'framesReceived',
] as const

export type Metric = (typeof metrics)[number]

/** One value for each metric at one moment; `null` is a gap. */
export type Reading = Readonly<Record<Metric, number | null>>

/**
 * A call's numbers from one sample. Bitrates are sums over the tracks; loss, jitter and round trip are those of the worst track, frames
 * per second those of the slowest video, so that one bad track is not hidden by good ones.
 */
export function readingOf({ path, tracks }: Sample): Reading {
  const outbound = tracks.filter(({ direction }) => direction === 'outbound')
  const inbound = tracks.filter(({ direction }) => direction === 'inbound')
  return {
    sent: sum(outbound.map(({ bitrate }) => bitrate)),
    available: path.availableOutgoingBitrate,
    received: sum(inbound.map(({ bitrate }) => bitrate)),
    pathRoundTrip: path.roundTripTimeMs,
    mediaRoundTrip: max(outbound.map(({ roundTripTimeMs }) => roundTripTimeMs)),
    lossUp: max(outbound.map(({ packetLoss }) => packetLoss)),
    lossDown: max(inbound.map(({ packetLoss }) => packetLoss)),
    jitterUp: max(outbound.map(({ jitterMs }) => jitterMs)),
    jitterDown: max(inbound.map(({ jitterMs }) => jitterMs)),
    framesSent: slowestVideo(outbound),
    framesReceived: slowestVideo(inbound),
  }
}

/** The layers of one video (same mid) count as one: a layer that is switched off does not make the video slow. */
function slowestVideo(tracks: readonly TrackSample[]): number | null {
  const ratesByMid = new Map<string, number | null>()
  for (const { kind, mid, key, framesPerSecond } of tracks) {
    if (kind === 'video') ratesByMid.set(mid ?? key, max([ratesByMid.get(mid ?? key) ?? null, framesPerSecond]))
  }
  return min([...ratesByMid.values()])
}

function sum(values: readonly (number | null)[]): number | null {
  const known = present(values)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

function max(values: readonly (number | null)[]): number | null {
  const known = present(values)
  return known.length === 0 ? null : Math.max(...known)
}

function min(values: readonly (number | null)[]): number | null {
  const known = present(values)
  return known.length === 0 ? null : Math.min(...known)
}

function present(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null)
}
