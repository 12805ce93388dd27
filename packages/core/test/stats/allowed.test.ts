import { expect, test } from 'vitest'

import { mediaLinesOf, readReport, withoutPrivate } from '@earshot/core/stats'

const kept = (entry: object) => {
  const { stats } = withoutPrivate(readReport([{ id: 'X', timestamp: 1, ...entry }]))
  return stats.get('X')
}

test('numbers and flags of statistics are kept, and words that name nobody (T19)', () => {
  const entry = {
    type: 'outbound-rtp',
    kind: 'video',
    bytesSent: 5,
    active: true,
    qualityLimitationReason: 'cpu',
    qualityLimitationDurations: { cpu: 1 },
    encoderImplementation: 'libvpx',
  }
  expect(kept({ ...entry, trackIdentifier: 'the label of a camera' })).toEqual({ id: 'X', timestamp: 1, ...entry })
})

test('of a candidate only its kind is kept', () => {
  const entry = { type: 'local-candidate', candidateType: 'host', protocol: 'udp' }
  const address = { address: '192.0.2.1', ip: '192.0.2.1', port: 5_000, url: 'turn:192.0.2.2', usernameFragment: 'abcd' }
  expect(kept({ ...entry, ...address, relatedAddress: '192.0.2.3', relatedPort: 9, priority: 1, foundation: '1' })).toEqual({
    id: 'X',
    timestamp: 1,
    ...entry,
  })
})

test('certificates, streams and whatever comes to be reported are left out', () => {
  for (const type of ['certificate', 'stream', 'track', 'a-report-of-next-year']) expect(kept({ type, bytes: 1 })).toBeUndefined()
})

test('of a description the lines about media are kept, without addresses, ports and keys (T19)', () => {
  const sdp = [
    'v=0',
    'o=- 46117 2 IN IP4 192.0.2.1',
    's=-',
    'a=group:BUNDLE 0 1',
    'm=audio 54321 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 192.0.2.1',
    'a=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:secret',
    'a=fingerprint:sha-256 AA:BB',
    'a=mid:0',
    'a=sendrecv',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 useinbandfec=1',
    'a=ssrc:1 cname:someone',
    'a=msid:stream track',
    '',
  ].join('\r\n')
  expect(mediaLinesOf(sdp).split('\r\n')).toEqual([
    'a=group:BUNDLE 0 1',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=mid:0',
    'a=sendrecv',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 useinbandfec=1',
  ])
})
