import type { ReceivedAudio, TrackSample } from '@earshot/core/stats'

import { trackScore } from '../score.ts'
import { earlier, wrong, type Detector, type Moment, type TrackDetector } from '../detector.ts'

/** From the microphone to the ear. */
export const soundDetectors: readonly Detector[] = [
  {
    type: 'audio-concealment',
    side: 'downlink',
    subject: 'track',
    metric: 'audiblyConcealed',
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
    severity: 'info',
    raise: 0.1,
    raiseMs: 10_000,
    clear: 0.05,
    clearMs: 10_000,
    over: 'mean',
    measure: (track) => {
      const peak = track.sentAudio?.sourcePeak ?? null
      return peak === null || track.muted === true ? null : wrong(peak >= 0.98)
    },
  },
  {
    type: 'silent-remote',
    side: 'downlink',
    subject: 'track',
    metric: 'level, and peer.microphone',
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
    severity: 'warning',
    raise: 0.9,
    raiseMs: 10_000,
    critical: 1.4,
    clear: 0.7,
    clearMs: 10_000,
    over: 'mean',
    // Silence sounds good, whatever becomes of it, and in its pauses a sender sends less.
    measure: received(({ level }, track, { sample }) => {
      if ((level ?? 1) < quiet || (track.packetRate ?? 0) < steadyRate) return null
      const estimate = trackScore(track, sample)
      return estimate === null ? null : 4.5 - estimate.value
    }),
  },
  {
    type: 'av-desync',
    side: 'unknown',
    subject: 'track',
    metric: 'audioAheadMs, by its bound',
    severity: 'warning',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 10_000,
    over: 'each',
    // ITU-R BT.1359: sound may be 90 ms ahead and 185 ms behind before it is not accepted.
    measure: ({ receivedVideo }) => {
      const ahead = receivedVideo?.audioAheadMs ?? null
      return ahead === null ? null : ahead > 0 ? ahead / 90 : -ahead / 185
    },
  },
]

/** 0..1: softer is no voice. */
const quiet = 0.001
/** Packets per second. */
const steadyRate = 20

/** Sound that arrives, and a microphone that is heard where it is. */
function silent(track: TrackSample, { sample: { peer } }: Moment): number | null {
  const { receivedAudio, packetRate } = track
  const [level, microphone] = [receivedAudio?.level ?? null, peer?.microphone ?? null]
  if (level === null || microphone === null || track.muted === true || (packetRate ?? 0) < steadyRate) return null
  return wrong(level <= quiet && microphone > 0.01)
}

/** Silence down to the last bit or nearly: a quiet room is louder. A microphone that has been heard is dead no more than its user is quiet. */
function dead(track: TrackSample, { before }: Moment): number | null {
  const level = track.sentAudio?.sourceLevel ?? null
  // Where it is not known who has muted what, nothing at all is most likely mute.
  if (level === null || track.muted === true || (track.muted === null && level === 0)) return null
  const heard = earlier(before, track.key).some(({ sentAudio }) => (sentAudio?.sourceLevel ?? 0) > 0.003)
  return wrong(level <= 0.000_3 && (!heard || level === 0))
}

/** Sound that arrives and is not silent on purpose. */
function received(read: (audio: ReceivedAudio, track: TrackSample, moment: Moment) => number | null): TrackDetector['measure'] {
  return (track, moment) =>
    track.receivedAudio === null || track.muted === true ? null : read(track.receivedAudio, track, moment)
}
