import type { Presence } from '@earshot/core/signaling'
import type { Sample, TrackSample } from '@earshot/core/stats'

import type { Reading } from '../../src/lib/reading.ts'

const nothingMeasured = {
  rid: null,
  codec: null,
  bitrate: null,
  packetLoss: null,
  jitterMs: null,
  roundTripTimeMs: null,
  framesPerSecond: null,
  frameWidth: null,
  frameHeight: null,
} as const

export function trackSample(
  direction: TrackSample['direction'],
  kind: TrackSample['kind'],
  mid: string,
  measured: Partial<TrackSample> = {},
): TrackSample {
  return { ...nothingMeasured, key: `${direction}:${kind}:${mid}:${measured.rid ?? ''}`, direction, kind, mid, ...measured }
}

export function sampleOf(tracks: readonly TrackSample[], path: Partial<Sample['path']> = {}, timestamp = 1_000): Sample {
  return {
    timestamp,
    gap: false,
    path: { pair: null, roundTripTimeMs: null, availableOutgoingBitrate: null, silentMs: null, ...path },
    tracks,
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
