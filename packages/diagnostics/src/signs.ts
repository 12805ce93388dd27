import type { Sample, TrackSample } from '@earshot/core/stats'

import { known, lately, type Recent } from './detector.ts'
import { standingQueueMs } from './queue.ts'

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

/** The signs at a moment, which several detectors go by. */
export function signsOf(moment: Recent): Signs {
  return {
    up: upwards(moment),
    down: downwards(moment),
    queued: wasQueued(moment),
    lostLately: during(moment, lossSeconds).some(({ tracks }) => some(tracks.filter(isSent), lossOf, lossy) === true),
  }
}

function upwards(moment: Recent): Signs['up'] {
  const sent = moment.sample.tracks.filter(isSent)
  const [available, best] = [availableOf(moment.sample), largestLately(moment, availableOf)]
  return {
    limited: some(sent, ({ sentVideo }) => sentVideo?.bandwidthLimited, 0.5),
    less: available === null || best === null ? null : available <= 0.7 * best,
    loses: some(sent, lossOf, lossy),
    heldBack: some(sent, ({ sentAudio, sentVideo }) => (sentAudio ?? sentVideo)?.sendQueueMs, heldBackMs),
  }
}

function downwards(moment: Recent): Signs['down'] {
  const received = moment.sample.tracks.filter((track) => !isSent(track))
  const [bitrate, best] = [receivedBitrate(moment.sample), largestLately(moment, receivedBitrate)]
  const muted = received.some((track) => track.muted === true)
  return {
    loses: some(received, lossOf, lossy),
    uneven: some(received, jitterOf, twiceUsual(moment, jitterOf, 30)),
    heldBack: some(received, bufferTarget, twiceUsual(moment, bufferTarget, 100)),
    less: bitrate === null || best === null || muted ? null : bitrate <= 0.6 * best,
  }
}

function wasQueued(moment: Recent): boolean {
  return during(moment, queueSeconds).some((sample) => {
    const before = moment.before.filter(({ timestamp }) => timestamp < sample.timestamp)
    return (standingQueueMs({ sample, before }) ?? 0) >= queueMs
  })
}

function isSent({ direction }: TrackSample): boolean {
  return direction === 'outbound'
}

function lossOf({ packetLoss }: TrackSample): number | null {
  return packetLoss
}

function jitterOf({ jitterMs }: TrackSample): number | null {
  return jitterMs
}

/** The samples of the last so many seconds, this one too. */
function during(moment: Recent, seconds: number): readonly Sample[] {
  return [...lately(moment, seconds), moment.sample]
}

function some(tracks: readonly TrackSample[], of: (track: TrackSample) => number | null | undefined, bound: number | null): Sign {
  const told = known(tracks.map(of))
  return told.length === 0 || bound === null ? null : told.some((value) => value >= bound)
}

function bufferTarget({ receivedAudio, receivedVideo }: TrackSample): number | null | undefined {
  return (receivedAudio ?? receivedVideo)?.jitterBufferTargetMs
}

export function availableOf({ path }: Sample): number | null {
  return path.availableOutgoingBitrate
}

function receivedBitrate({ tracks }: Sample): number | null {
  const bitrates = known(tracks.map(({ direction, bitrate }) => (direction === 'inbound' ? bitrate : null)))
  return bitrates.length === 0 ? null : bitrates.reduce((total, bitrate) => total + bitrate, 0)
}

/** The best of the last half minute; `null` where there is none, or nothing of it. */
export function largestLately(moment: Recent, of: (sample: Sample) => number | null): number | null {
  const best = Math.max(...known(lately(moment, 30).map(of)))
  return Number.isFinite(best) && best > 0 ? best : null
}

/** At least `bound`, and twice what it usually was in the last minute; `null` before there is a usual. */
function twiceUsual({ before }: Recent, of: (track: TrackSample) => number | null | undefined, bound: number): number | null {
  const values = before.flatMap(({ tracks }) => known(tracks.map((track) => (track.direction === 'inbound' ? of(track) : null))))
  const usual = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  return usual === undefined ? null : Math.max(bound, 2 * usual)
}
