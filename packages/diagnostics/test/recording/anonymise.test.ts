import { expect, test } from 'vitest'

import { anonymiser, type Entry, type RecordedEvent } from '@earshot/diagnostics'

import { reportAt } from '../entries.ts'

const eventOf = (event: RecordedEvent): RecordedEvent | undefined => {
  const entry = anonymiser()({ type: 'event', connection: 'c', timestamp: 1, event })
  return entry.type === 'event' ? entry.event : undefined
}

test('addresses lose what tells one machine from its neighbours, and stay what they are for each other', () => {
  const anonymise = anonymiser()
  const candidate = (address: string) => {
    const entry = anonymise(reportAt(1, { id: 'C', type: 'local-candidate', address, ip: address, port: 5_000 }))
    return entry.type === 'report' ? entry.report.stats.get('C')?.['address'] : undefined
  }
  expect(candidate('203.0.113.77')).toBe('203.0.113.0')
  expect(candidate('2001:db8:1234:5678:9abc:def0:1234:5678')).toBe('2001:db8:1234::')
  expect(candidate('fe80::1234:5678%eth0')).toBe('fe80::')
  expect(candidate('3f2a9c1e-77aa.local')).toBe('host-1')
  expect(candidate('another-one.local')).toBe('host-2')
  expect(candidate('3f2a9c1e-77aa.local')).toBe('host-1')
})

test('keys, certificates, fragments and labels are taken out of reports, numbers are kept', () => {
  const entry = anonymiser()(
    reportAt(
      1,
      { id: 'F', type: 'certificate', fingerprint: 'AA:BB', base64Certificate: 'MII' },
      { id: 'S', type: 'media-source', trackIdentifier: 'camera of somebody', frames: 7 },
      { id: 'T', type: 'transport', iceLocalUsernameFragment: 'abcd', bytesSent: 5, dtlsCipher: 'TLS_AES_128_GCM_SHA256' },
    ),
  )
  expect(entry).toEqual(
    reportAt(
      1,
      { id: 'S', type: 'media-source', trackIdentifier: 'label-1', frames: 7 },
      { id: 'T', type: 'transport', bytesSent: 5, dtlsCipher: 'TLS_AES_128_GCM_SHA256' },
    ),
  )
})

test('a description keeps its media and loses everything else', () => {
  const sdp = [
    'v=0',
    'o=alice 4611731400430051336 2 IN IP4 203.0.113.77',
    's=a meeting',
    'm=audio 54400 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 203.0.113.77',
    'a=candidate:1 1 udp 2122260223 203.0.113.77 54400 typ host ufrag abcd',
    'a=candidate:2 1 udp 2122194687 2001:db8:1:2::3 54401 typ host',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:secretsecretsecret',
    'a=fingerprint:sha-256 AA:BB:CC',
    'a=msid:the-stream the-track',
    'a=ssrc:1234 cname:somebody@example.org',
    'a=rtpmap:111 opus/48000/2',
  ].join('\r\n')
  const event = eventOf({ type: 'description', sent: true, kind: 'offer', negotiation: 1, sdp })
  const lines = event?.type === 'description' ? event.sdp?.split('\r\n') : []
  expect(lines).toEqual([
    'v=0',
    'o=- 0 2 IN IP4 0.0.0.0',
    's=-',
    'm=audio 54400 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 203.0.113.0',
    'a=candidate:1 1 udp 2122260223 203.0.113.0 54400 typ host ufrag -',
    'a=candidate:2 1 udp 2122194687 2001:db8:1:: 54401 typ host',
    'a=ice-ufrag:-',
    'a=ice-pwd:-',
    'a=fingerprint:-',
    'a=msid:label-1',
    'a=ssrc:1234 cname:label-2',
    'a=rtpmap:111 opus/48000/2',
  ])
})

test('servers are hosts like any other, and credentials are taken out', () => {
  const configuration = '{"iceServers":[{"urls":"turn:turn.example.org:3478","username":"joe","credential":"secret"}]}'
  expect(eventOf({ type: 'opened', url: 'https://example.org/room/42', configuration })).toEqual({
    type: 'opened',
    url: null,
    configuration: '{"iceServers":[{"urls":"turn:host-1:3478","username":"-","credential":"-"}]}',
  })
})

test('what nothing is known of is left out', () => {
  expect(eventOf({ type: 'other', name: 'identity', value: 'joe@example.org' })).toEqual({
    type: 'other',
    name: 'identity',
    value: '',
  })
  expect(eventOf({ type: 'ice', state: 'failed' })).toEqual({ type: 'ice', state: 'failed' })
})

test('the numbers of a call are judged as before', () => {
  const entry: Entry = reportAt(1, { id: 'P', type: 'inbound-rtp', kind: 'audio', mid: '0', jitter: 0.01, codecId: 'COT01_111' })
  expect(anonymiser()(entry)).toEqual(entry)
})
