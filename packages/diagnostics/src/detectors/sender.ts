import type { Sample, SentVideo, TrackSample } from '@earshot/core/stats'

import { wrong, type Detector, type Measurement, type Moment, type TrackDetector } from '../detector.ts'
import { isDown } from '../states.ts'

/** From the camera to the network. */
export const senderDetectors: readonly Detector[] = [
  {
    type: 'cpu-limited-encoder',
    side: 'local',
    subject: 'track',
    metric: 'cpuLimited',
    unit: 'share',
    severity: 'warning',
    raise: 0.3,
    raiseMs: 10_000,
    clear: 0.1,
    clearMs: 15_000,
    over: 'mean',
    measure: sent(({ cpuLimited }) => cpuLimited),
  },
  {
    type: 'encoder-overload',
    side: 'local',
    subject: 'track',
    metric: 'encodeMs of the time a frame has',
    unit: 'share',
    severity: 'warning',
    raise: 0.8,
    raiseMs: 5_000,
    clear: 0.6,
    clearMs: 10_000,
    over: 'mean',
    measure: sent(({ encodeMs, sourceFramesPerSecond }, { framesPerSecond }) =>
      encodeMs === null || sourceFramesPerSecond === null || (framesPerSecond ?? 0) < 2
        ? null
        : (encodeMs * sourceFramesPerSecond) / 1_000,
    ),
  },
  {
    type: 'capture-bottleneck',
    side: 'local',
    subject: 'track',
    metric: 'sourceFramesPerSecond below 10',
    unit: 'fps',
    severity: 'warning',
    raise: 5,
    raiseMs: 5_000,
    clear: 2.5,
    clearMs: 5_000,
    over: 'each',
    measure: sent(({ sourceFramesPerSecond }, track, moment) =>
      sourceFramesPerSecond === null || !isCamera(track, moment) ? null : Math.max(0, 10 - sourceFramesPerSecond),
    ),
  },
  {
    type: 'encoder-dead',
    side: 'local',
    subject: 'track',
    metric: 'framesPerSecond',
    unit: 'state',
    severity: 'critical',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 2_000,
    over: 'each',
    // Nothing is asked of an encoder that is paused or has no path, and a layer of simulcast may be left out.
    measure: sent(({ sourceFramesPerSecond, limitation, targetBitrate }, { framesPerSecond }, { states }) => {
      if (limitation === 'bandwidth' || targetBitrate === 0) return 0
      return isDown(states) || sourceFramesPerSecond === null || framesPerSecond === null || targetBitrate === null
        ? null
        : wrong(sourceFramesPerSecond >= 5 && framesPerSecond === 0)
    }),
  },
  {
    type: 'low-resolution',
    side: 'local',
    subject: 'track',
    metric: 'frameHeight, missing part of sourceHeight',
    unit: 'share',
    severity: 'info',
    raise: 0.5,
    raiseMs: 15_000,
    clear: 0.45,
    clearMs: 10_000,
    over: 'each',
    measure: sent(({ sourceHeight }, { frameHeight, mid }, { warm, sample }) =>
      !warm || layers(sample, mid) > 1 || !sourceHeight || !frameHeight ? null : Math.max(0, 1 - frameHeight / sourceHeight),
    ),
  },
  {
    type: 'keyframe-storm',
    side: 'remote',
    subject: 'track',
    metric: 'keyFrameRequestRate',
    unit: 'count',
    severity: 'warning',
    raise: 0.5,
    raiseMs: 10_000,
    clear: 0.15,
    clearMs: 20_000,
    over: 'mean',
    measure: ({ sentVideo, receivedVideo }) => (sentVideo ?? receivedVideo)?.keyFrameRequestRate ?? null,
  },
  {
    type: 'rtx-heavy',
    side: 'uplink',
    subject: 'track',
    metric: 'retransmitShare',
    unit: 'share',
    severity: 'warning',
    raise: 0.1,
    raiseMs: 10_000,
    clear: 0.05,
    clearMs: 10_000,
    over: 'mean',
    measure: ({ direction, retransmitShare, packetRate }) => {
      if (direction !== 'outbound') return null
      if (packetRate === 0) return 0
      return (packetRate ?? 0) >= 10 ? retransmitShare : null
    },
  },
]

/**
 * Tells whether what is sent is a camera. A call of ours knows; another recording must have captured a camera, and no screen besides, for a screen
 * that hardly changes gives few pictures too.
 */
function isCamera({ screen, mid }: TrackSample, { sample: { sections }, states }: Moment): boolean {
  if (screen === true) return false
  return sections.some((section) => section.mid === mid) || (states.camera && !states.screen)
}

/** Of simulcast, which sends one picture in several sizes. */
function layers({ tracks }: Sample, mid: string | null): number {
  return tracks.filter((track) => track.sentVideo !== null && track.mid === mid).length
}

/** A video that is to be sent and is not dark on purpose: of another one nothing is wrong. */
function sent(read: (video: SentVideo, track: TrackSample, moment: Moment) => Measurement): TrackDetector['measure'] {
  return (track, moment) => {
    const { sentVideo, mid } = track
    const unwanted = track.muted === true || moment.states.agreed.get(mid ?? '')?.sends === false
    if (sentVideo === null) return null
    return sentVideo.active === false || unwanted ? 0 : read(sentVideo, track, moment)
  }
}
