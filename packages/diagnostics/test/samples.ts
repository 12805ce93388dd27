import type { PeerSummary, Sample, Section, TrackSample } from '@earshot/core/stats'

import type { Issue, IssueChange } from '@earshot/diagnostics'

import { detect, endDetection, newDetection, type Observation } from '../src/detect.ts'

const path: Sample['path'] = {
  pair: {
    local: { candidateType: 'host', protocol: 'udp', relayProtocol: null },
    remote: { candidateType: 'host', protocol: 'udp', relayProtocol: null },
  },
  roundTripTimeMs: 40,
  meanRoundTripTimeMs: 40,
  baseRoundTripTimeMs: 38,
  queueMs: 2,
  availableOutgoingBitrate: 2_000_000,
  headroom: 500_000,
  bandwidthUse: 0.7,
  receivedBitrate: 1_500_000,
  answerRate: 0.4,
  silentMs: 0,
  pairChanges: 0,
  iceState: 'connected',
  dtlsState: 'connected',
}
const track = {
  ...{
    rid: null,
    codec: null,
    muted: false,
    screen: false,
    congestionMarked: null,
    wireBitrate: 1_040_000,
    packetRate: 120,
    retransmitShare: 0,
    nackRate: 0,
  },
  ...{
    packetLoss: 0,
    packetsLost: 0,
    packetsExpected: 120,
    jitterMs: 5,
    roundTripTimeMs: null,
    meanRoundTripTimeMs: null,
    frameWidth: null,
    frameHeight: null,
    framesPerSecond: null,
  },
  ...{ receivedAudio: null, receivedVideo: null, sentAudio: null, sentVideo: null },
} as const
const buffer = { jitterBufferMs: 60, jitterBufferTargetMs: 60, jitterBufferMinimumMs: 30 }
const sending = { goodput: 1_000_000, targetBitrate: 1_000_000, sendQueueMs: 3, active: true }

/** A call in which nothing is wrong: sound and pictures both ways. */
const good = {
  path,
  sentAudio: { ...sending, sourceLevel: 0.05, sourcePeak: 0.2, echoReturnLoss: null },
  sentVideo: {
    ...sending,
    ...{ sourceFramesPerSecond: 30, sourceHeight: 720, framesSentPerSecond: 30, encodeMs: 8, encodeLoad: 0.24, meanQp: 20 },
    ...{ limitation: 'none' as const, cpuLimited: 0, bandwidthLimited: 0, keyFrameRequestRate: 0, hardware: false },
  },
  receivedAudio: {
    ...buffer,
    ...{ discarded: 0, effectiveLoss: 0, sampleRate: 48_000, concealed: 0, audiblyConcealed: 0, stretched: 0.001 },
    ...{ level: 0.05, playoutMs: 20, synthesized: 0 },
  },
  receivedVideo: {
    ...buffer,
    ...{
      framesReceivedPerSecond: 30,
      dropped: 0,
      framesPending: 0,
      corruption: null,
      decodeMs: 4,
      decodeLoad: 0.12,
      meanQp: 20,
      interFrameMs: 33,
    },
    ...{ interFrameDeviationMs: 3, frozen: 0, frozenMs: 0, freezes: 0, freezeRate: 0, stillMs: 20, keyFrameRequestRate: 0 },
    ...{ hardware: false, audioAheadMs: 5 },
  },
} as const

/** What a peer says that has nothing to say. */
export const noSummary: PeerSummary = {
  ...{ receivedLoss: null, sentLoss: null, receivedJitterMs: null, queueMs: null, availableOutgoingBitrate: null },
  ...{ bandwidthLimited: null, cpuLimited: null, microphone: null },
  ...{ audioSent: null, videoSent: null, audioReceived: null, videoReceived: null, screens: [], silent: [] },
}

/** The two media sections of the call, as its page knows them. */
export function sections(different: Partial<Section> = {}): readonly Section[] {
  const usual = {
    direction: 'sendrecv',
    sent: 'live',
    sentMuted: false,
    screen: false,
    frameRate: null,
    receivedMuted: false,
  } as const
  return [
    { mid: '0', kind: 'audio', ...usual, ...different },
    { mid: '1', kind: 'video', ...usual, ...different },
  ]
}

/** What is different from a good call. */
export interface Fault {
  readonly path?: Partial<Sample['path']>
  readonly context?: Partial<Pick<Sample, 'page' | 'sections' | 'peer' | 'others'>>
  /** Keys of tracks that are not there. */
  readonly without?: readonly string[]
  readonly sent?: Partial<TrackSample>
  readonly received?: Partial<TrackSample>
  readonly sentAudio?: Partial<TrackSample['sentAudio'] & object>
  readonly sentVideo?: Partial<TrackSample['sentVideo'] & object>
  readonly receivedAudio?: Partial<TrackSample['receivedAudio'] & object>
  readonly receivedVideo?: Partial<TrackSample['receivedVideo'] & object>
  readonly video?: Partial<TrackSample>
}

export const keys = {
  sentAudio: 'outbound:audio:0:',
  sentVideo: 'outbound:video:1:',
  receivedAudio: 'inbound:audio:0:',
  receivedVideo: 'inbound:video:1:',
}

export function sampleAt(timestamp: number, fault: Fault = {}): Sample {
  const there = ({ key }: TrackSample) => fault.without?.includes(key) !== true
  return { ...head(timestamp, fault), tracks: tracksOf(fault).filter(there) }
}

function head(timestamp: number, fault: Fault) {
  return {
    timestamp,
    gap: false,
    ...{ page: null, sections: [], peer: null, others: null },
    ...fault.context,
    path: { ...path, ...fault.path },
  }
}

function tracksOf(fault: Fault): readonly TrackSample[] {
  const picture = {
    kind: 'video',
    mid: '1',
    bitrate: 1_000_000,
    framesPerSecond: 30,
    frameWidth: 1_280,
    frameHeight: 720,
  } as const
  const sound = { kind: 'audio', mid: '0', bitrate: 32_000 } as const
  return [
    {
      ...track,
      ...sound,
      key: keys.sentAudio,
      direction: 'outbound',
      ...fault.sent,
      sentAudio: { ...good.sentAudio, ...fault.sentAudio },
    },
    {
      ...track,
      ...picture,
      key: keys.sentVideo,
      direction: 'outbound',
      ...fault.sent,
      ...fault.video,
      sentVideo: { ...good.sentVideo, ...fault.sentVideo },
    },
    {
      ...track,
      ...sound,
      key: keys.receivedAudio,
      direction: 'inbound',
      ...fault.received,
      receivedAudio: { ...good.receivedAudio, ...fault.receivedAudio },
    },
    {
      ...track,
      ...picture,
      key: keys.receivedVideo,
      direction: 'inbound',
      ...fault.received,
      ...fault.video,
      receivedVideo: { ...good.receivedVideo, ...fault.receivedVideo },
    },
  ]
}

/** Half a minute that is good, the fault for so many seconds, half a minute that is good again; a sample a second. */
export function episode(fault: Fault, seconds = 30, always: Fault = {}): readonly Sample[] {
  return Array.from({ length: 70 + seconds }, (_, second) => {
    const wrong = second >= 35 && second < 35 + seconds
    return sampleAt(1_000_000 + 1_000 * second, wrong ? { ...always, ...fault } : always)
  })
}

/** Every change of issues that these observations bring, and their end. */
export function changesOf(observations: readonly (Observation | Sample)[]): readonly IssueChange[] {
  let state = newDetection('c')
  let last = 0
  const changes = observations.flatMap((observation) => {
    const [next, found] = detect(state, 'type' in observation ? observation : { type: 'sample', sample: observation })
    state = next
    last = 'timestamp' in observation ? observation.timestamp : observation.sample.timestamp
    return found
  })
  return [...changes, ...endDetection(state, last)[1]]
}

/** Every issue that these observations had, as it ended. */
export function issuesOf(observations: readonly (Observation | Sample)[]): readonly Issue[] {
  return [...new Map(changesOf(observations).map(({ issue }) => [issue.id, issue])).values()]
}
