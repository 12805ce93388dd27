import { known, lately, type Recent } from './detector.ts'
import { perSample } from './per-sample.ts'

/** A queue is a delay that stays for a while, and is more than it goes up and down: what only goes up and down is jitter. */
const windowSeconds = 2.5
const fewestReadings = 3
/** A path that only became longer is as long again at the next reading: by this share at the most, or so many ms. */
const steadyShare = 0.06
const steadyMs = 12
/** What a full queue does besides: it loses packets, or the sender holds them back. */
const shownSeconds = 10
const lossOfQueue = 0.01
const heldBackMs = 50

/**
 * ms that packets wait in a queue on the path: 0 where there is none, also where the path has only become longer; `null` without data.
 */
export function standingQueueMs(moment: Recent): number | null {
  const base = moment.sample.path.baseRoundTripTimeMs
  const readings = [...lately(moment, windowSeconds), moment.sample].flatMap(roundTrips)
  if (base === null || readings.length === 0) return null
  if (readings.length < fewestReadings) return 0
  const [least, most] = [Math.min(...readings), Math.max(...readings)]
  const standing = least - base
  if (standing <= 0 || most - least > standing) return 0
  return isSteady(readings) && !showsItself(moment) ? 0 : standing
}

/** Round trips that were measured anew: of the path by its checks, of pictures by receiver reports. Those of sound come too rarely. */
const roundTrips = perSample(({ path, tracks }): readonly number[] => {
  const media = tracks.map((track) => (track.sentVideo === null ? null : track.meanRoundTripTimeMs))
  return known([path.meanRoundTripTimeMs, ...media])
})

function isSteady(readings: readonly number[]): boolean {
  const [before = 0, last = 0] = readings.slice(-2)
  return Math.abs(last - before) <= Math.max(steadyMs, steadyShare * last)
}

function showsItself(moment: Recent): boolean {
  return [...lately(moment, shownSeconds), moment.sample].some(isShown)
}

const isShown = perSample(({ tracks }) =>
  tracks.some(({ packetLoss, sentAudio, sentVideo }) => {
    const heldBack = (sentAudio ?? sentVideo)?.sendQueueMs ?? 0
    return (packetLoss ?? 0) >= lossOfQueue || heldBack >= heldBackMs
  }),
)
