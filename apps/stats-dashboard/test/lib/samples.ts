import type { Presence } from '@earshot/core/signaling'
import type { Sample, TrackSample } from '@earshot/core/stats'

import type { Reading } from '../../src/lib/reading.ts'

const nothingMeasured = {
  rid: null,
  muted: null,
  screen: null,
  codec: null,
  bitrate: null,
  wireBitrate: null,
  packetRate: null,
  retransmitShare: null,
  nackRate: null,
  packetLoss: null,
  congestionMarked: null,
  jitterMs: null,
  roundTripTimeMs: null,
  meanRoundTripTimeMs: null,
  framesPerSecond: null,
  frameWidth: null,
  frameHeight: null,
  receivedAudio: null,
  receivedVideo: null,
  sentAudio: null,
  sentVideo: null,
} as const

export function trackSample(
  direction: TrackSample['direction'],
  kind: TrackSample['kind'],
  mid: string,
  measured: Partial<TrackSample> = {},
): TrackSample {
  return { ...nothingMeasured, key: `${direction}:${kind}:${mid}:${measured.rid ?? ''}`, direction, kind, mid, ...measured }
}

const noPath: Sample['path'] = {
  pair: null,
  roundTripTimeMs: null,
  meanRoundTripTimeMs: null,
  baseRoundTripTimeMs: null,
  queueMs: null,
  availableOutgoingBitrate: null,
  headroom: null,
  bandwidthUse: null,
  receivedBitrate: null,
  answerRate: null,
  silentMs: null,
  pairChanges: 0,
  iceState: null,
  dtlsState: null,
}

export function sampleOf(tracks: readonly TrackSample[], path: Partial<Sample['path']> = {}, timestamp = 1_000): Sample {
  return {
    timestamp,
    gap: false,
    path: { ...noPath, ...path },
    tracks,
    ...{ page: null, sections: [], peer: null, others: null },
  }
}

export const directPair = {
  local: { candidateType: 'host', protocol: 'udp', relayProtocol: null },
  remote: { candidateType: 'srflx', protocol: 'udp', relayProtocol: null },
} as const

export const relayedPair = {
  local: { candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
  remote: { candidateType: 'host', protocol: 'udp', relayProtocol: null },
} as const

export function readingWith(values: Partial<Reading>): Reading {
  return {
    sent: null,
    available: null,
    received: null,
    pathRoundTrip: null,
    mediaRoundTrip: null,
    lossUp: null,
    lossDown: null,
    jitterUp: null,
    jitterDown: null,
    framesSent: null,
    framesReceived: null,
    ...values,
  }
}

export function presenceOf(peerId: string, epoch = 'first'): Presence {
  return { peerId, epoch, role: 'member', name: peerId, capabilities: [] }
}
