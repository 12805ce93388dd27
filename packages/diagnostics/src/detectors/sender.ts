import type { Sample, SentVideo, TrackSample } from '@earshot/core/stats'

import { wrong, type Detector, type Moment, type TrackDetector } from '../detector.ts'
import { isDown } from '../states.ts'

/** From the camera to the network. */
export const senderDetectors: readonly Detector[] = [
  {
    type: 'cpu-limited-encoder',
    side: 'local',
    subject: 'track',
    metric: 'cpuLimited',
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
    severity: 'warning',
    raise: 5,
    raiseMs: 5_000,
    clear: 2.5,
    clearMs: 5_000,
    over: 'each',
    measure: sent(({ sourceFramesPerSecond }, track) =>
      sourceFramesPerSecond === null || track.screen === true ? null : Math.max(0, 10 - sourceFramesPerSecond),
    ),
  },
  {
    type: 'encoder-dead',
    side: 'local',
    subject: 'track',
    metric: 'framesPerSecond',
    severity: 'critical',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 2_000,
    over: 'each',
    // Nothing is asked of an encoder that is paused or has no path, and a layer of simulcast may be left out.
    measure: sent(({ sourceFramesPerSecond, limitation, targetBitrate }, { framesPerSecond }, { states }) =>
      isDown(states) || sourceFramesPerSecond === null || framesPerSecond === null || limitation === 'bandwidth' || !targetBitrate
        ? null
        : wrong(sourceFramesPerSecond >= 5 && framesPerSecond === 0),
    ),
  },
  {
    type: 'low-resolution',
    side: 'local',
    subject: 'track',
    metric: 'frameHeight, missing part of sourceHeight',
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
    severity: 'warning',
    raise: 0.1,
    raiseMs: 10_000,
    clear: 0.05,
    clearMs: 10_000,
    over: 'mean',
    measure: ({ direction, retransmitShare, packetRate }) =>
      direction === 'outbound' && (packetRate ?? 0) >= 10 ? retransmitShare : null,
  },
]

/** Of simulcast, which sends one picture in several sizes. */
function layers({ tracks }: Sample, mid: string | null): number {
  return tracks.filter((track) => track.sentVideo !== null && track.mid === mid).length
}

/** A video that is to be sent and is not dark on purpose. */
function sent(read: (video: SentVideo, track: TrackSample, moment: Moment) => number | null): TrackDetector['measure'] {
  return (track, moment) => {
    const { sentVideo, mid } = track
    const unwanted = track.muted === true || moment.states.agreed.get(mid ?? '')?.sends === false
    return sentVideo === null || sentVideo.active === false || unwanted ? null : read(sentVideo, track, moment)
  }
}
