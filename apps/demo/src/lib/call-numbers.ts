import type { Sample, TrackSample } from '@earshot/core'

/** What a page shows of a call's sample, small enough for one line. `null` means: not measured in this interval. */
export interface CallNumbers {
  readonly path: 'direct' | 'relayed' | null
  readonly roundTripTimeMs: number | null
  readonly receivedBitrate: number | null
  readonly sentBitrate: number | null
  readonly framesPerSecond: number | null
  /** For example `640×480`. */
  readonly frameSize: string | null
  /** For example `VP8, opus`: the names that getStats reports. */
  readonly codecs: string | null
}

/** The numbers of `sample` as the one who receives sees them: frames, size and codecs are those that arrive here. */
export function callNumbers(sample: Sample): CallNumbers {
  const inbound = sample.tracks.filter((track) => track.direction === 'inbound')
  const video = inbound.find((track) => track.kind === 'video' && track.framesPerSecond !== null)
  return {
    path: pathOf(sample),
    roundTripTimeMs: sample.path.roundTripTimeMs,
    receivedBitrate: sumOfBitrates(inbound),
    sentBitrate: sumOfBitrates(sample.tracks.filter((track) => track.direction === 'outbound')),
    framesPerSecond: video?.framesPerSecond ?? null,
    frameSize: video === undefined ? null : sizeOf(video),
    codecs: codecNames(inbound),
  }
}

function pathOf(sample: Sample): CallNumbers['path'] {
  const { pair } = sample.path
  if (pair === null) return null
  return pair.local.candidateType === 'relay' || pair.remote.candidateType === 'relay' ? 'relayed' : 'direct'
}

function sumOfBitrates(tracks: readonly TrackSample[]): number | null {
  const known = tracks.flatMap((track) => (track.bitrate === null ? [] : [track.bitrate]))
  return known.length === 0 ? null : known.reduce((sum, bitrate) => sum + bitrate, 0)
}

function sizeOf({ frameWidth, frameHeight }: TrackSample): string | null {
  return frameWidth === null || frameHeight === null ? null : `${frameWidth}×${frameHeight}`
}

function codecNames(tracks: readonly TrackSample[]): string | null {
  const videoFirst = tracks.toSorted((a, b) => b.kind.localeCompare(a.kind))
  const names = videoFirst.flatMap(({ codec }) => (codec === null ? [] : [codec.mimeType.replace(/^.*\//, '')]))
  return names.length === 0 ? null : [...new Set(names)].join(', ')
}
