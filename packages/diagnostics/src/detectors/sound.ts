import type { ReceivedAudio, TrackSample } from '@earshot/core/stats'

import { tracksByKey } from '../per-sample.ts'
import { isInPauses, trackScore } from '../score.ts'
import { earlier, wrong, type Detector, type Measurement, type Moment, type TrackDetector } from '../detector.ts'

/** From the microphone to the ear. */
export const soundDetectors: readonly Detector[] = [
  {
    type: 'audio-concealment',
    side: 'downlink',
    subject: 'track',
    metric: 'audiblyConcealed',
    unit: 'share',
    severity: 'warning',
    raise: 0.03,
    raiseMs: 10_000,
    critical: 0.08,
    clear: 0.01,
    clearMs: 10_000,
    over: 'mean',
    // Without loss or jitter it is a pause of the sender (DTX, mute) that is filled, not a fault.
    measure: received(({ audiblyConcealed, effectiveLoss }, { packetLoss, jitterMs }) =>
      audiblyConcealed === null ? null : (effectiveLoss ?? packetLoss ?? 0) > 0 || (jitterMs ?? 0) >= 30 ? audiblyConcealed : 0,
    ),
  },
  {
    type: 'jitter-buffer-stress',
    side: 'downlink',
    subject: 'track',
    metric: 'jitterBufferTargetMs',
    unit: 'ms',
    severity: 'warning',
    raise: 200,
    raiseMs: 4_000,
    clear: 150,
    clearMs: 4_000,
    over: 'each',
    measure: received(({ jitterBufferTargetMs, stretched }) => {
      if (jitterBufferTargetMs === null || stretched === null) return null
      return stretched >= 0.02 ? jitterBufferTargetMs : Math.min(jitterBufferTargetMs, 149)
    }),
  },
  {
    type: 'audio-time-stretch',
    side: 'downlink',
    subject: 'track',
    metric: 'stretched',
    unit: 'share',
    severity: 'warning',
    raise: 0.1,
    raiseMs: 10_000,
    clear: 0.05,
    clearMs: 10_000,
    over: 'mean',
    measure: received(({ stretched }) => stretched),
  },
  {
    type: 'playout-glitch',
    side: 'local',
    subject: 'track',
    metric: 'synthesized',
    unit: 'share',
    severity: 'warning',
    raise: 0.01,
    raiseMs: 10_000,
    clear: 0.001,
    clearMs: 10_000,
    over: 'mean',
    measure: received(({ synthesized }) => synthesized),
  },
  {
    type: 'audio-not-played',
    side: 'local',
    subject: 'track',
    metric: 'sampleRate',
    unit: 'state',
    severity: 'warning',
    raise: 1,
    raiseMs: 3_000,
    clear: 0.5,
    clearMs: 1_000,
    over: 'each',
    measure: received(({ sampleRate }, { packetRate }) =>
      sampleRate === null || packetRate === null ? null : wrong(packetRate > 0 && sampleRate === 0),
    ),
  },
  {
    type: 'dead-mic',
    side: 'local',
    subject: 'track',
    metric: 'sourceLevel below -70 dBFS',
    unit: 'state',
    severity: 'warning',
    raise: 1,
    raiseMs: 10_000,
    clear: 0.5,
    clearMs: 1_000,
    over: 'each',
    measure: dead,
  },
  {
    type: 'mic-clipping',
    side: 'local',
    subject: 'track',
    metric: 'sourcePeak at 0.98 or more',
    unit: 'share',
    severity: 'info',
    raise: 0.1,
    raiseMs: 10_000,
    clear: 0.05,
    clearMs: 10_000,
    over: 'mean',
    measure: (track) => {
      const peak = track.sentAudio?.sourcePeak ?? null
      return peak === null ? null : track.muted === true ? 0 : wrong(peak >= 0.98)
    },
  },
  {
    type: 'silent-remote',
    side: 'downlink',
    subject: 'track',
    metric: 'level, and peer.microphone',
    unit: 'state',
    severity: 'warning',
    raise: 1,
    raiseMs: 10_000,
    clear: 0.5,
    clearMs: 1_000,
    over: 'each',
    measure: silent,
  },
  {
    type: 'low-mos',
    side: 'unknown',
    subject: 'track',
    metric: 'points that the estimated MOS is below 4.5',
    unit: 'count',
    severity: 'warning',
    raise: 0.9,
    raiseMs: 10_000,
    critical: 1.4,
    clear: 0.7,
    clearMs: 10_000,
    over: 'mean',
    // Silence sounds good, whatever becomes of it, and in its pauses a sender sends less.
    measure: received(({ level }, track, { sample }) => {
      if ((level ?? 1) < quiet || (track.packetRate ?? 0) < steadyRate || isInPauses(track)) return null
      const estimate = trackScore(track, sample)
      return estimate === null ? null : 4.5 - estimate.value
    }),
  },
  {
    type: 'av-desync',
    side: 'unknown',
    subject: 'track',
    metric: 'audioAheadMs, by its bound',
    unit: 'count',
    severity: 'warning',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 10_000,
    over: 'each',
    // ITU-R BT.1359: sound may be 90 ms ahead and 185 ms behind before it is not accepted.
    measure: ({ receivedVideo, bitrate, muted }) => {
      const ahead = receivedVideo?.audioAheadMs ?? null
      if (receivedVideo !== null && (bitrate === 0 || muted === true)) return 0
      return ahead === null ? null : ahead > 0 ? ahead / 90 : -ahead / 185
    },
  },
]

/** 0..1: softer is no voice. */
const quiet = 0.001
/** Packets per second. */
const steadyRate = 20

/** bit/s: silence that a muted microphone sends is less. */
const bitrateOfSound = 8_000
/** So long nothing must have been heard of a track from its beginning, where its microphone is not known. */
const neverHeardMs = 15_000

/**
 * Sound that arrives and is silence: beside a microphone that is heard where it is, or where that is not known, all the time, in packets that
 * are too large for silence.
 */
function silent(track: TrackSample, { sample: { peer, timestamp }, before }: Moment): Measurement {
  const { receivedAudio, packetRate, bitrate, muted, key } = track
  const level = receivedAudio?.level ?? null
  if (receivedAudio === null || level === null) return null
  if (muted === true || packetRate === 0) return 0
  if ((packetRate ?? 0) < steadyRate) return null
  if (level > quiet) return 0
  const microphone = peer?.microphone ?? null
  if (microphone !== null) return wrong(microphone > 0.01)
  if (muted === false || level > 0 || bitrate === null) return null
  const since = before[0]?.timestamp ?? timestamp
  if (bitrate < bitrateOfSound || timestamp - since < neverHeardMs) return 0
  const heard = before.some((sample) => (tracksByKey(sample).get(key)?.receivedAudio?.level ?? 0) > 0)
  return heard ? 0 : { value: 1, since }
}

/** Silence down to the last bit or nearly: a quiet room is louder. A microphone that has been heard is dead no more than its user is quiet. */
function dead(track: TrackSample, { before }: Moment): number | null {
  const level = track.sentAudio?.sourceLevel ?? null
  if (level === null) return null
  // Where it is not known who has muted what, nothing at all is most likely mute.
  if (track.muted === true || (track.muted === null && level === 0)) return 0
  if (level > 0.000_3) return 0
  const heard = level !== 0 && earlier(before, track.key).some(({ sentAudio }) => (sentAudio?.sourceLevel ?? 0) > 0.003)
  return wrong(!heard)
}

/** Sound that arrives and is not silent on purpose: of what is muted, or not sent, nothing is wrong. */
function received(read: (audio: ReceivedAudio, track: TrackSample, moment: Moment) => number | null): TrackDetector['measure'] {
  return (track, moment) => {
    const { receivedAudio, muted, packetRate } = track
    if (receivedAudio === null) return null
    return muted === true || packetRate === 0 ? 0 : read(receivedAudio, track, moment)
  }
}
