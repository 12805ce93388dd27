import type { Sample, TrackSample } from '@earshot/core'
import { expect, test } from 'vitest'

import { callNumbers } from '../../src/lib/call-numbers.ts'

const track: TrackSample = {
  key: 'inbound:video:1:',
  direction: 'inbound',
  kind: 'video',
  mid: '1',
  rid: null,
  muted: null,
  screen: null,
  codec: { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, channels: null, sdpFmtpLine: null },
  bitrate: 1_000_000,
  wireBitrate: null,
  packetRate: null,
  retransmitShare: null,
  nackRate: null,
  packetsLost: null,
  packetsExpected: null,
  packetLoss: null,
  congestionMarked: null,
  jitterMs: null,
  roundTripTimeMs: null,
  meanRoundTripTimeMs: null,
  framesPerSecond: 29.7,
  frameWidth: 640,
  frameHeight: 480,
  receivedAudio: null,
  receivedVideo: null,
  sentAudio: null,
  sentVideo: null,
}
const sound: TrackSample = {
  ...track,
  key: 'inbound:audio:0:',
  kind: 'audio',
  mid: '0',
  codec: { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, sdpFmtpLine: null },
  bitrate: 32_000,
  framesPerSecond: null,
  frameWidth: null,
  frameHeight: null,
}
const host = { candidateType: 'host', protocol: 'udp', relayProtocol: null } as const
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
const sample: Sample = {
  ...{ page: null, sections: [], peer: null, others: null },
  timestamp: 0,
  gap: false,
  path: { ...noPath, pair: { local: host, remote: host }, roundTripTimeMs: 48 },
  tracks: [sound, track, { ...track, key: 'outbound:video:1:', direction: 'outbound', bitrate: 500_000, framesPerSecond: 15 }],
}

test('sums each direction and shows the picture that arrives', () => {
  expect(callNumbers(sample)).toEqual({
    path: 'direct',
    roundTripTimeMs: 48,
    receivedBitrate: 1_032_000,
    sentBitrate: 500_000,
    framesPerSecond: 29.7,
    frameSize: '640×480',
    codecs: 'VP8, opus',
  })
})

test('calls a path relayed when either end is behind a TURN server', () => {
  const relay = { ...host, candidateType: 'relay' } as const
  const numbers = callNumbers({ ...sample, path: { ...sample.path, pair: { local: host, remote: relay } } })
  expect(numbers.path).toBe('relayed')
})

test('does not turn what was not measured into a zero', () => {
  const numbers = callNumbers({
    ...sample,
    tracks: [],
    path: noPath,
  })
  expect(Object.values(numbers)).toEqual(Object.values(numbers).map(() => null))
})
