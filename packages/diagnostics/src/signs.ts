import type { Sample, TrackSample } from '@earshot/core/stats'

import { known, lately, type Recent } from './detector.ts'
import { perSample } from './per-sample.ts'

/** `null` where the browser does not tell. */
export type Sign = boolean | null

/** What says, each by itself, that a line is full. */
export interface Signs {
  readonly up: {
    readonly limited: Sign
    /** Less is available than before. */
    readonly less: Sign
    readonly loses: Sign
    /** Packets wait before they are sent. */
    readonly heldBack: Sign
  }
  readonly down: {
    readonly loses: Sign
    readonly uneven: Sign
    readonly heldBack: Sign
    /** Less comes than before. */
    readonly less: Sign
  }
  /** Packets have waited in a queue on the path, one way or the other. */
  readonly queued: boolean
  /** Something that was sent was lost in the last quarter of a minute. */
  readonly lostLately: boolean
}

const queueMs = 50
/** Queues come and go while the sender looks for the rate that fits. */
const queueSeconds = 10
const lossy = 0.02
const lossSeconds = 15
const heldBackMs = 50

/** The signs at a moment, which several detectors go by. `queuedAt`: when packets last waited in a queue on the path. */
export function signsOf(moment: Recent, queuedAt: number | null): Signs {
  return {
    up: upwards(moment),
    down: downwards(moment),
    queued: queuedAt !== null && moment.sample.timestamp - queuedAt <= 1_000 * queueSeconds,
    lostLately: during(moment, lossSeconds).some((sample) => losesUp(sample) === true),
  }
}

function upwards(moment: Recent): Signs['up'] {
  const sent = moment.sample.tracks.filter(isSent)
  const [available, best] = [availableOf(moment.sample), largestLately(moment, availableOf)]
  return {
    limited: some(sent, ({ sentVideo }) => sentVideo?.bandwidthLimited, 0.5),
    less: available === null || best === null ? null : available <= 0.7 * best,
    loses: losesUp(moment.sample),
    heldBack: some(sent, ({ sentAudio, sentVideo }) => (sentAudio ?? sentVideo)?.sendQueueMs, heldBackMs),
  }
}

function downwards(moment: Recent): Signs['down'] {
  const received = moment.sample.tracks.filter((track) => !isSent(track))
  const [bitrate, best] = [receivedBitrate(moment.sample), largestLately(moment, receivedBitrate)]
  const muted = received.some((track) => track.muted === true)
  return {
    loses: some(received, lossOf, lossy),
    uneven: isUnusual(moment, jitters, 30),
    heldBack: isUnusual(moment, bufferTargets, 100),
    less: bitrate === null || best === null || muted ? null : bitrate <= 0.6 * best,
  }
}

/** Whether packets that wait so long wait in a queue. */
export function isQueue(ms: number | null): boolean {
  return ms !== null && ms >= queueMs
}

function isSent({ direction }: TrackSample): boolean {
  return direction === 'outbound'
}

function lossOf({ packetLoss }: TrackSample): number | null {
  return packetLoss
}

const losesUp = perSample(({ tracks }) => some(tracks.filter(isSent), lossOf, lossy))

/** The samples of the last so many seconds, this one too. */
function during(moment: Recent, seconds: number): readonly Sample[] {
  return [...lately(moment, seconds), moment.sample]
}

function some(tracks: readonly TrackSample[], of: (track: TrackSample) => number | null | undefined, bound: number): Sign {
  return reaches(known(tracks.map(of)), bound)
}

function reaches(told: readonly number[], bound: number | null): Sign {
  return told.length === 0 || bound === null ? null : told.some((value) => value >= bound)
}

const jitters = ofReceived(({ jitterMs }) => jitterMs)
const bufferTargets = ofReceived(({ receivedAudio, receivedVideo }) => (receivedAudio ?? receivedVideo)?.jitterBufferTargetMs)

function ofReceived(of: (track: TrackSample) => number | null | undefined): (sample: Sample) => readonly number[] {
  return perSample(({ tracks }) => known(tracks.map((track) => (isSent(track) ? null : of(track)))))
}

/** 0 is a glitch: no estimate is that low. */
export function availableOf({ path }: Pick<Sample, 'path'>): number | null {
  return path.availableOutgoingBitrate || null
}

/** bit/s that the encoders ask for, or that are sent where they do not say; `null` where neither is known. */
export const wantedOf: (sample: Sample) => number | null = perSample(({ tracks }) =>
  total(
    tracks.map(({ direction, bitrate, sentAudio, sentVideo }) =>
      direction === 'outbound' ? ((sentAudio ?? sentVideo)?.targetBitrate ?? bitrate) : null,
    ),
  ),
)

/** bit/s that are sent, headers too where they are counted. */
export const sentBitrateOf: (sample: Sample) => number | null = perSample(({ tracks }) =>
  total(tracks.map(({ direction, wireBitrate, bitrate }) => (direction === 'outbound' ? (wireBitrate ?? bitrate) : null))),
)

function total(values: readonly (number | null)[]): number | null {
  const told = known(values)
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0)
}

const receivedBitrate = perSample(({ tracks }) =>
  total(tracks.map(({ direction, bitrate }) => (direction === 'inbound' ? bitrate : null))),
)

/** The best of the last half minute; `null` where there is none, or nothing of it. */
function largestLately(moment: Recent, of: (sample: Sample) => number | null): number | null {
  const best = Math.max(...known(lately(moment, 30).map(of)))
  return Number.isFinite(best) && best > 0 ? best : null
}

/** Whether one is at least `bound`, and twice what they usually were in the last minute; `null` before there is a usual. */
function isUnusual({ before, sample }: Recent, of: (sample: Sample) => readonly number[], bound: number): Sign {
  const told = of(sample)
  // Mostly nothing is high, and then what is usual need not be reckoned.
  if (told.every((value) => value < bound)) return told.length > 0 && before.some((one) => of(one).length > 0) ? false : null
  const values = before.flatMap(of)
  const usual = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  return usual === undefined ? null : reaches(told, Math.max(bound, 2 * usual))
}
