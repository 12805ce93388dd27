import { expect, test } from 'vitest'

import { importDump, reportsOf } from './internals-dumps.ts'

const times = { startTime: '2017-11-21T04:10:08.905Z', endTime: '2017-11-21T04:10:10.905Z' }

/** What Chrome of 2017 wrote of a call, three reports of it; the texts as its old getStats gave them. */
const dump = {
  getUserMedia: [{ audio: '', origin: 'https://call.example', pid: 1, rid: 7, video: '' }],
  PeerConnections: {
    '7-1': {
      pid: 1,
      url: 'https://call.example/',
      rtcConfiguration: '{ iceServers: [], iceTransportPolicy: all }',
      constraints: '',
      stats: {
        ...ofEntry('ssrc_11_send', {
          ...{ ssrc: '11', mediaType: 'audio', bytesSent: [100, 200, 300], packetsSent: [1, 2, 3], packetsLost: [0, 0, 1] },
          ...{
            googRtt: ['-1', '40', '60'],
            googJitterReceived: [4, 5, 6],
            googCodecName: 'opus',
            audioInputLevel: [0, 16_384, 32_767],
          },
          ...{ transportId: 'Channel-audio-1', googTrackId: 'voice', bitsSentPerSecond: [0, 800, 800] },
        }),
        ...ofEntry('ssrc_12_send', {
          ...{
            ssrc: '12',
            bytesSent: [1_000, 2_000, 3_000],
            packetsSent: [10, 20, 30],
            googCodecName: 'VP8',
            framesEncoded: [1, 2, 3],
          },
          ...{
            googFrameWidthSent: 640,
            googFrameHeightSent: 360,
            googFrameRateSent: 20,
            googFrameRateInput: 30,
            googFrameWidthInput: 1_280,
          },
          ...{
            googCpuLimitedResolution: 'true',
            googBandwidthLimitedResolution: 'false',
            googNacksReceived: 1,
            googPlisReceived: 2,
          },
          ...{ googFirsReceived: 3, codecImplementationName: 'libvpx' },
        }),
        ...ofEntry('ssrc_13_recv', {
          ...{
            ssrc: '13',
            mediaType: 'video',
            bytesReceived: [500, 600, 700],
            packetsReceived: 5,
            packetsLost: 2,
            googJitterReceived: 7,
          },
          ...{
            googNacksSent: 4,
            googPlisSent: 5,
            googFirsSent: 6,
            framesDecoded: 50,
            googFrameRateDecoded: 19,
            googFrameWidthReceived: 320,
          },
          ...{ googFrameHeightReceived: 180, googCodecName: 'H264' },
        }),
        ...ofEntry('Conn-audio-1-0', {
          ...{
            googActiveConnection: 'true',
            googReadable: 'true',
            googWritable: 'true',
            googRtt: 44,
            bytesSent: 4_000,
            bytesReceived: 5_000,
          },
          ...{ googTransportType: 'udp', googLocalCandidateType: 'relay', googRemoteCandidateType: 'stun', responsesReceived: 9 },
        }),
        ...ofEntry('bweforvideo', { googAvailableSendBandwidth: 300_000, googTargetEncBitrate: 250_000 }),
        ...ofEntry('googTrack_voice', { googTrackId: 'voice' }),
      },
      updateLog: [
        {
          time: '11/21/2017, 5:10:08 AM',
          type: 'setLocalDescription',
          value: 'type: offer, sdp: v=0\r\na=rtpmap:111 opus/48000/2\r\n',
        },
        { time: '11/21/2017, 5:10:09 AM', type: 'iceConnectionStateChange', value: 'ICEConnectionStateConnected' },
        { time: '11/21/2017, 5:10:09 AM', type: 'signalingStateChange', value: 'SignalingStateHaveRemotePrAnswer' },
        { time: '11/21/2017, 5:10:10 AM', type: 'stop', value: '' },
      ],
    },
  },
  UserAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/62.0.3202.94',
}

test('entries of before the standard become those that webrtc-stats has', async () => {
  const imported = await importDump(dump)
  const [, second, last] = reportsOf(imported, '7-1')
  const timestamp = 1_511_237_410_905
  expect(last?.timestamp).toBe(timestamp)
  expect(Object.fromEntries(last?.stats ?? [])).toEqual({
    ssrc_11_send: {
      ...{ id: 'ssrc_11_send', type: 'outbound-rtp', timestamp, kind: 'audio', ssrc: 11, bytesSent: 300, packetsSent: 3 },
      ...{
        transportId: 'Channel-audio-1',
        codecId: 'ssrc_11_send_codec',
        mediaSourceId: 'ssrc_11_send_source',
        remoteId: 'ssrc_11_send_remote',
      },
    },
    ssrc_11_send_codec: { id: 'ssrc_11_send_codec', type: 'codec', timestamp, mimeType: 'audio/opus', payloadType: 111 },
    ssrc_11_send_remote: {
      ...{ id: 'ssrc_11_send_remote', type: 'remote-inbound-rtp', timestamp, kind: 'audio', localId: 'ssrc_11_send', ssrc: 11 },
      ...{ packetsLost: 1, roundTripTime: 0.06, jitter: 0.006 },
    },
    ssrc_11_send_source: {
      id: 'ssrc_11_send_source',
      type: 'media-source',
      timestamp,
      kind: 'audio',
      trackIdentifier: 'voice',
      audioLevel: 1,
    },
    ssrc_12_send: {
      ...{
        id: 'ssrc_12_send',
        type: 'outbound-rtp',
        timestamp,
        kind: 'video',
        ssrc: 12,
        bytesSent: 3_000,
        packetsSent: 30,
        framesEncoded: 3,
      },
      ...{
        frameWidth: 640,
        frameHeight: 360,
        framesPerSecond: 20,
        nackCount: 1,
        pliCount: 2,
        firCount: 3,
        targetBitrate: 250_000,
      },
      ...{ encoderImplementation: 'libvpx', qualityLimitationReason: 'cpu' },
      ...{ codecId: 'ssrc_12_send_codec', mediaSourceId: 'ssrc_12_send_source', remoteId: 'ssrc_12_send_remote' },
    },
    // Its payload type is in no description.
    ssrc_12_send_codec: { id: 'ssrc_12_send_codec', type: 'codec', timestamp, mimeType: 'video/VP8' },
    ssrc_12_send_remote: {
      id: 'ssrc_12_send_remote',
      type: 'remote-inbound-rtp',
      timestamp,
      kind: 'video',
      localId: 'ssrc_12_send',
      ssrc: 12,
    },
    ssrc_12_send_source: {
      id: 'ssrc_12_send_source',
      type: 'media-source',
      timestamp,
      kind: 'video',
      framesPerSecond: 30,
      width: 1_280,
    },
    ssrc_13_recv: {
      ...{ id: 'ssrc_13_recv', type: 'inbound-rtp', timestamp, kind: 'video', ssrc: 13, bytesReceived: 700, packetsReceived: 5 },
      ...{ packetsLost: 2, jitter: 0.007, nackCount: 4, pliCount: 5, firCount: 6, framesDecoded: 50, framesPerSecond: 19 },
      ...{ frameWidth: 320, frameHeight: 180, codecId: 'ssrc_13_recv_codec' },
    },
    ssrc_13_recv_codec: { id: 'ssrc_13_recv_codec', type: 'codec', timestamp, mimeType: 'video/H264' },
    'Conn-audio-1-0': {
      ...{
        id: 'Conn-audio-1-0',
        type: 'candidate-pair',
        timestamp,
        nominated: true,
        state: 'succeeded',
        currentRoundTripTime: 0.044,
      },
      ...{ bytesSent: 4_000, bytesReceived: 5_000, responsesReceived: 9, availableOutgoingBitrate: 300_000 },
      ...{
        transportId: 'Conn-audio-1-0_transport',
        localCandidateId: 'Conn-audio-1-0_local',
        remoteCandidateId: 'Conn-audio-1-0_remote',
      },
    },
    'Conn-audio-1-0_transport': {
      ...{ id: 'Conn-audio-1-0_transport', type: 'transport', timestamp, selectedCandidatePairId: 'Conn-audio-1-0' },
      ...{ bytesSent: 4_000, bytesReceived: 5_000 },
    },
    'Conn-audio-1-0_local': {
      id: 'Conn-audio-1-0_local',
      type: 'local-candidate',
      timestamp,
      candidateType: 'relay',
      protocol: 'udp',
    },
    'Conn-audio-1-0_remote': {
      id: 'Conn-audio-1-0_remote',
      type: 'remote-candidate',
      timestamp,
      candidateType: 'srflx',
      protocol: 'udp',
    },
  })
  expect(second?.stats.get('ssrc_11_send_remote')?.['roundTripTime']).toBe(0.04)
  expect(second?.stats.get('ssrc_11_send_source')?.['audioLevel']).toBeCloseTo(0.5, 3)
})

test('its events have the names of webrtc-pc, and their times are in its own time zone', async () => {
  const { entries, notes } = await importDump(dump)
  const events = entries.flatMap((entry) => (entry.type === 'event' ? [[entry.timestamp, entry.event] as const] : []))
  expect(notes).toEqual([{ type: 'estimated-times' }])
  const second = 1_511_237_408_000
  expect(events).toEqual([
    [second, { type: 'capture', what: 'microphone and camera', error: null }],
    [second, { type: 'opened', url: 'https://call.example/', configuration: '{ iceServers: [], iceTransportPolicy: all }' }],
    [second, expect.objectContaining({ type: 'description', sent: true, kind: 'offer' })],
    [second + 1_000, { type: 'ice', state: 'connected' }],
    [second + 1_000, { type: 'signaling', state: 'have-remote-pranswer' }],
    [second + 2_000, { type: 'closed' }],
  ])
})

test('where the entries of the standard are there too, they are all there is', async () => {
  const connection = dump.PeerConnections['7-1']
  const stats = {
    ...connection.stats,
    ...ofEntry('RTCInboundRTPVideoStream_13', { ssrc: '13', kind: 'video', framesDecoded: [1, 2, 3] }),
  }
  const imported = await importDump({ ...dump, PeerConnections: { '7-1': { ...connection, stats } } })
  expect(reportsOf(imported, '7-1').map(({ stats: entries }) => [...entries.keys()])).toEqual(
    Array.from({ length: 3 }, () => ['RTCInboundRTPVideoStream_13']),
  )
})

/** The series of an entry; what is no list was the same three times. */
function ofEntry(id: string, members: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const values: unknown = Array.isArray(value) ? value : [value, value, value]
      return [`${id}-${name}`, { ...times, values: JSON.stringify(values) }]
    }),
  )
}
