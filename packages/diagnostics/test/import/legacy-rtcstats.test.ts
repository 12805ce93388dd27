import { describe, expect, test } from 'vitest'

import type { Entry } from '@earshot/diagnostics'

import { open } from './dumps.ts'

const first = ['connectionInfo', null, '{"userAgent":"x","statsFormat":"chrome_standard"}', 1_000]

function openLines(...lines: readonly (readonly unknown[] | string)[]) {
  return open([first, ...lines].map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
}

function statsOf(entry: Entry | undefined) {
  return entry?.type === 'report' ? [...entry.report.stats.values()] : []
}

describe('a dump of the rtcstats of Jitsi', () => {
  test('has what changed since the report before, and the time of all in one place', async () => {
    const { format, entries } = await openLines(
      ['create', 'PC_0', { iceServers: [] }, 1_500],
      [
        'getstats',
        'PC_0',
        {
          A: { type: 'inbound-rtp', timestamp: 0, packetsReceived: 5, ssrc: 1, kind: 'audio' },
          B: { type: 'codec', timestamp: 0 },
          timestamp: 2_000,
        },
        2_001,
      ],
      ['getstats', 'PC_0', { A: { packetsReceived: 9 }, timestamp: 3_000 }, 3_001],
      ['oniceconnectionstatechange', 'PC_0', 'failed', 3_500],
      ['ondtlsstatechange', 'PC_0', 'failed', 3_600],
    )
    expect(format).toBe('legacy-rtcstats')
    expect(entries[0]).toMatchObject({ connection: 'PC_0', timestamp: 1_500, event: { type: 'opened' } })
    // An entry that is missing is gone; a member that is missing has not changed.
    expect(statsOf(entries[2])).toEqual([
      { id: 'A', type: 'inbound-rtp', timestamp: 3_000, packetsReceived: 9, ssrc: 1, kind: 'audio' },
    ])
    expect(entries.slice(3)).toMatchObject([
      { event: { type: 'ice', state: 'failed' } },
      { event: { type: 'dtls', state: 'failed' } },
    ])
  })

  test('has members of former tracks and sources where they are today', async () => {
    const { entries } = await openLines([
      'getstats',
      'PC_0',
      {
        RTCInboundRTPVideoStream_5: { type: 'inbound-rtp', ssrc: 5, mediaType: 'video', trackId: 'T', framesDecoded: 3 },
        RTCOutboundRTPAudioStream_6: { type: 'outbound-rtp', ssrc: 6, kind: 'audio', trackId: 'S', bytesSent: 9 },
        T: { type: 'track', frameWidth: 640, framesDecoded: 1, freezeCount: 2 },
        S: { type: 'track', audioLevel: 0.25 },
        timestamp: 2_000,
      },
      2_001,
    ])
    const stats = statsOf(entries[0])
    expect(stats.find(({ type }) => type === 'inbound-rtp')).toMatchObject({
      kind: 'video',
      frameWidth: 640,
      framesDecoded: 3,
      freezeCount: 2,
    })
    const sent = stats.find(({ type }) => type === 'outbound-rtp')
    expect(stats.find(({ id }) => id === sent?.mediaSourceId)).toMatchObject({ type: 'media-source', audioLevel: 0.25 })
  })

  test('of Firefox 65 has other names for the same', async () => {
    const { entries } = await openLines([
      'getstats',
      'PC_0',
      {
        inbound_rtcp: { type: 'inboundrtp', isRemote: true, ssrc: '6', mediaType: 'audio', packetsLost: 3, roundTripTime: 0.05 },
        outbound: { type: 'outboundrtp', isRemote: false, ssrc: '6', mediaType: 'audio', remoteId: 'inbound_rtcp', bytesSent: 9 },
        c: { type: 'localcandidate', ipAddress: '192.0.2.1', portNumber: 9, transport: 'udp', candidateType: 'serverreflexive' },
        timestamp: 2_000,
      },
      2_001,
    ])
    expect(statsOf(entries[0])).toMatchObject([
      { type: 'remote-inbound-rtp', ssrc: 6, kind: 'audio', packetsLost: 3 },
      { type: 'outbound-rtp', ssrc: 6, kind: 'audio', remoteId: 'inbound_rtcp' },
      { type: 'local-candidate', address: '192.0.2.1', port: 9, protocol: 'udp', candidateType: 'srflx' },
    ])
  })

  test('is not led back in time by a line that was written late', async () => {
    const { entries } = await openLines(
      ['getstats', 'PC_0', { A: { type: 'transport' }, timestamp: 9_000 }, 9_001],
      ['onconnectionstatechange', 'PC_0', 'failed', 4_000],
      ['onconnectionstatechange', 'PC_1', 'failed', 4_000],
    )
    expect(entries.slice(1)).toMatchObject([{ timestamp: 9_000 }, { timestamp: 4_000 }])
  })

  test('is read as far as it makes sense', async () => {
    const { entries, notes } = await openLines(
      ['onicecandidate', 'PC_0', null, 2_000],
      'nonsense',
      ['getstats', 'PC_0', 5, 2_100],
      ['x'],
    )
    expect(entries).toEqual([
      { type: 'event', connection: 'PC_0', timestamp: 2_000, event: { type: 'candidate', sent: true, candidate: '' } },
    ])
    expect(notes).toEqual([{ type: 'skipped', count: 3 }])
    await expect(openLines()).rejects.toMatchObject({ code: 'empty' })
  })

  test('may begin with what its server knew of the client', async () => {
    const { format, entries } = await open('{"userAgent":"x","fileFormat":2}\n["create","PC_0",{},1000]\n')
    expect(format).toBe('legacy-rtcstats')
    expect(entries).toHaveLength(1)
  })
})
