import { describe, expect, test } from 'vitest'

import { diagnose, explain, explainVerdict, type Entry, type Findings, type Issue, type IssueType } from '@earshot/diagnostics'

import { call, eventAt, findingsOfCase, findingsOfText, picture, sound, start } from './recordings.ts'

// Kinds of calls that had a wrong headline, figure or time.

const headline = ({ verdict }: Findings) => explainVerdict(verdict).explanation
const seconds = (time: number | null) => (time === null ? null : (time - start) / 1_000)
/** Type, from when to when, by seconds. */
const times = ({ issues }: Findings) => issues.map(({ type, startedAt, endedAt }) => [type, seconds(startedAt), seconds(endedAt)])
const typesOf = (findings: Findings): readonly IssueType[] => findings.issues.map(({ type }) => type)
const issueIn = ({ issues }: Findings, type: IssueType): Issue | undefined => issues.find((issue) => issue.type === type)

describe('recordings that went wrong', () => {
  test('a handshake that the first report came too early for is no failure', async () => {
    const findings = await findingsOfCase('dtls-first-report')
    expect(headline(findings)).toBe('No problem was found.')
    expect(findings.issues).toEqual([])
  })

  test('a connection that fails after a good call has been interrupted and is lost, not without encryption', async () => {
    const findings = await findingsOfCase('connection-state-failed-late')
    expect(headline(findings)).toBe('The connection is lost.')
    expect(times(findings)).toEqual([
      ['outage', 41, 91],
      ['ice-disconnected', 45, 55],
      ['ice-failed', 90, 91],
    ])
  })

  test('a camera that is turned off freezes nothing, and nothing is lost', async () => {
    const findings = await findingsOfCase('frozen-for-ever')
    expect(headline(findings)).toBe('No problem was found.')
    expect(findings.issues).toEqual([])
  })

  test('pauses that are filled with silence sound good', async () => {
    const findings = await findingsOfCase('dtx-low-mos')
    expect(headline(findings)).toBe('No problem was found.')
    expect(findings.issues).toEqual([])
    expect(findings.score).toBeGreaterThan(4)
  })

  test('a connection that never came up beside one that carried the call is said so, and is no headline', async () => {
    const findings = await findingsOfCase('second-connection-failed')
    expect(headline(findings)).toBe(
      'No problem was found. This is about PC_0, 1 of 2 connections. 1 of 2 connections never came up: PC_1.',
    )
    expect(explainVerdict(findings.verdict, 'zh').explanation).toContain('从未连上：PC_1')
    expect(times(findings)).toEqual([
      ['slow-connect', 0.1, 15],
      ['never-connected', 0.1, 60],
    ])
    expect(issueIn(findings, 'slow-connect')?.suppressedBy).toBe(issueIn(findings, 'never-connected')?.id)
  })

  test('loss that grows is that of the packets, and lasts as long as it did', async () => {
    const findings = await findingsOfCase('loss-grows')
    expect(findings.tracks[0]?.loss).toBeCloseTo(1_240 / (1_240 + 5_900), 3)
    expect(times(findings)).toEqual([['network-loss-downlink', 20, 38]])
    const [evidence] = issueIn(findings, 'network-loss-downlink')?.evidence ?? []
    expect(evidence).toMatchObject({ threshold: 0.1, from: start + 20_000, to: start + 38_000 })
    expect(evidence?.value).toBeCloseTo(0.6, 2)
    expect(seconds(evidence?.at ?? null)).toBe(31)
    expect(evidence?.mean).toBeCloseTo(1_240 / (1_240 + 1_800), 2)
  })

  test('loss before the first report counts, where the connection was made in the recording', async () => {
    const findings = await findingsOfCase('loss-before-first-report')
    expect(findings.tracks[0]).toMatchObject({ packetsLost: 47, worstLossAt: start + 11_000 })
    expect(findings.tracks[0]?.worstLoss).toBeCloseTo(47 / 473, 4)
    expect(findings.tracks[0]?.loss).toBeCloseTo(47 / 2_473, 4)
    expect(times(findings)).toEqual([['network-loss-downlink', 0.3, 11]])
  })

  test('short freezes between two reports that are far apart are stutters, of the time between the reports', async () => {
    const findings = await findingsOfCase('ten-second-polls')
    expect(times(findings)).toEqual([
      ['network-loss-downlink', 31, 41],
      ['video-frozen', 31, 41],
    ])
    const stutters = issueIn(findings, 'video-frozen')
    expect(stutters).toMatchObject({ severity: 'warning', evidence: [{ value: 5, mean: 5, unit: 's' }] })
    expect(stutters && explain(stutters).explanation).toBe("The other side's picture stops again and again.")
    expect(stutters && explain(stutters, 'zh').explanation).toBe('对方的画面一再停顿。')
    expect(findings.tracks[0]).toMatchObject({ freezes: 4, frozenMs: 5_000 })
  })
})

test.each(['loss-grows', 'second-connection-failed', 'ten-second-polls'])(
  'a recording has the same findings however often it is judged: %s',
  async (name) => {
    expect(JSON.stringify(await findingsOfCase(name))).toBe(JSON.stringify(await findingsOfCase(name)))
  },
)

describe('a picture', () => {
  test('of ten frames a second comes as unevenly as that, and is uneven where packets are lost or sound is uneven too', () => {
    const slow = (second: number) => ({ framesReceived: 10 * second, framesDecoded: 10 * second, jitter: 0.06 })
    expect(diagnose(call(40, (second) => [picture(second, slow(second))])).issues).toEqual([])
    const uneven = call(40, (second) => [picture(second, slow(second)), sound(second, { jitter: 0.05 })])
    expect(typesOf(diagnose(uneven))).toContain('high-jitter')
  })

  test('that probes the bandwidth before there is one is none that is not shown', () => {
    const probing = { framesReceived: undefined, framesDecoded: 0, frameWidth: undefined }
    expect(diagnose(call(40, (second) => [picture(second, probing)])).issues).toEqual([])
  })

  test('that is coarse for its size is poor, and says so', () => {
    const coarse = (second: number) => ({
      ...{ frameWidth: 1_920, frameHeight: 1_080, codecId: 'C', bytesReceived: 300_000 * second, qpSum: 71 * 30 * second },
    })
    const vp8 = { id: 'C', type: 'codec', mimeType: 'video/VP8' }
    const findings = diagnose(call(40, (second) => [picture(second, coarse(second)), vp8]))
    expect(findings.verdict.level).toBe('poor')
    expect(headline(findings)).toBe("The other side's picture is coarse: it has too few bits for its size.")
  })

  test('of which most is lost has no good score, however good what arrives looks', () => {
    const lossy = (second: number) => ({ packetsReceived: 100 * second, packetsLost: second > 10 ? 1_150 * (second - 10) : 0 })
    const findings = diagnose(call(120, (second) => [picture(second, lossy(second))]))
    expect(findings.tracks[0]?.worstLoss).toBeCloseTo(0.92, 2)
    expect(findings.score).toBeLessThan(2)
  })

  test('whose stream a server paused has lost nothing, though its numbers go on as if it had', () => {
    const paused = (second: number) => {
      const shown = second <= 20 ? second : second < 40 ? 20 : second - 20
      return {
        packetsReceived: 100 * shown,
        packetsLost: second < 40 ? 0 : 90,
        framesReceived: 30 * shown,
        framesDecoded: 30 * shown,
        bytesReceived: 100_000 * shown,
      }
    }
    const findings = diagnose(call(80, (second) => [picture(second, paused(second)), sound(second)]))
    expect(typesOf(findings)).not.toContain('network-loss-downlink')
  })
})

describe('sound', () => {
  test('of which most is lost is not silence that sounds good', () => {
    const lossy = (second: number) => {
      const gone = Math.max(0, second - 10)
      return {
        ...{ packetsReceived: 50 * second - 46 * gone, packetsLost: 46 * gone },
        ...{ concealedSamples: 0.92 * 48_000 * gone, silentConcealedSamples: 0.9 * 48_000 * gone },
      }
    }
    const findings = diagnose(call(120, (second) => [sound(second, lossy(second))]))
    expect(findings.score).toBeLessThan(2)
    expect(findings.verdict.level).toBe('bad')
  })

  test('that loses a handful of packets in a whole call has no headline', () => {
    const few = (second: number) => ({ packetsLost: second >= 30 ? 7 : 0, packetsReceived: 48 * second })
    expect(diagnose(call(60, (second) => [sound(second, few(second))])).issues).toEqual([])
  })

  test('that is sent, has a source that is heard, and has no bytes is not sent', () => {
    const reports = (second: number) => [
      sound(second),
      { id: 'S', type: 'media-source', kind: 'audio', totalAudioEnergy: 0.01 * second, totalSamplesDuration: second },
      {
        ...{ id: 'OA', type: 'outbound-rtp', kind: 'audio', ssrc: 3, mid: '0', mediaSourceId: 'S', active: true },
        ...{ packetsSent: 50 * Math.min(second, 20), bytesSent: 4_000 * Math.min(second, 20) },
      },
    ]
    const findings = diagnose(call(36, reports))
    expect(times(findings)).toEqual([['missing-track-media', 20, 36]])
    expect(headline(findings)).toBe('Your microphone is on, but nothing of it is sent.')
    const muted = diagnose(call(36, (second) => reports(second).map((entry) => ({ ...entry, totalAudioEnergy: 0 }))))
    expect(typesOf(muted)).not.toContain('missing-track-media')
  })

  test('that arrives in packets as large as those of a voice, and is silence from beginning to end, is not heard', () => {
    const findings = diagnose(call(60, (second) => [sound(second, { totalAudioEnergy: 0 }), picture(second)]))
    expect(times(findings)).toEqual([['silent-remote', 1, 60]])
    expect(headline(findings)).toBe("The other side's sound arrives, but is silence.")
    const muted = { totalAudioEnergy: 0 }
    const small = call(60, (second) => [sound(second, { ...muted, bytesReceived: 150 * second }), picture(second)])
    expect(diagnose(small).issues).toEqual([])
  })
})

describe('what gives few pictures', () => {
  const sent = (source: object = {}, stream: object = {}) =>
    call(40, (second) => [
      {
        id: 'S',
        type: 'media-source',
        kind: 'video',
        frames: 2 * second,
        framesPerSecond: 2,
        width: 640,
        height: 360,
        ...source,
      },
      {
        ...{ id: 'OV', type: 'outbound-rtp', kind: 'video', ssrc: 4, mid: '1', mediaSourceId: 'S', framesEncoded: 2 * second },
        ...{ packetsSent: 10 * second, bytesSent: 8_000 * second, ...stream },
      },
    ])
  const captured = (what: string): Entry => eventAt(-1, { type: 'capture', what, error: null }, null)
  const found = (...entries: readonly Entry[]) => typesOf(diagnose(entries)).includes('capture-bottleneck')

  test('is a slow camera, where a camera was captured', () => {
    expect(found(captured('getUserMedia audio video'), ...sent())).toBe(true)
    expect(found(...sent().slice(0, 10), captured('microphone and camera'), ...sent().slice(10))).toBe(true)
  })

  test.each([
    ['by its type of content today', sent({}, { contentType: 'screenshare' })],
    ['by its earlier type of content', sent({}, { contentType: 'screen' })],
    ['by its label', sent({ label: 'screen:0:0' })],
    ['by the identifier of its track', sent({ trackIdentifier: 'window:12:0' })],
  ])('is no camera that is slow where it is a screen %s', (_, entries) => {
    expect(found(captured('getUserMedia video'), ...entries)).toBe(false)
  })

  test('is no camera that is slow where no camera was captured, or a screen too', () => {
    expect(found(...sent())).toBe(false)
    expect(found(captured('getDisplayMedia video'), ...sent())).toBe(false)
    expect(found(captured('camera'), captured('screen'), ...sent())).toBe(false)
  })
})

describe('the estimate of the bandwidth', () => {
  const sending = (available: (second: number) => number, everySeconds = 1) =>
    call(
      80,
      (second) => {
        const limit = available(second)
        return [
          {
            id: 'P',
            type: 'candidate-pair',
            currentRoundTripTime: 0.03,
            localCandidateId: 'L',
            remoteCandidateId: 'L',
            availableOutgoingBitrate: limit,
          },
          {
            ...{
              id: 'OV',
              type: 'outbound-rtp',
              kind: 'video',
              ssrc: 4,
              mid: '1',
              targetBitrate: Math.min(700_000, limit || 700_000),
            },
            bytesSent: Array.from({ length: second }, (_, at) => Math.min(600_000, available(at + 1) || 600_000) / 8).reduce(
              (a, b) => a + b,
              0,
            ),
            packetsSent: 60 * second,
          },
        ]
      },
      { everySeconds },
    )

  test('that is 0 for once is a glitch', () => {
    expect(typesOf(diagnose(sending((second) => (second === 40 ? 0 : 812_000))))).not.toContain('bandwidth-collapse')
  })

  test.each([
    [812_000, 88_000],
    [1_128_000, 126_000],
    [1_070_000, 85_000],
  ])('that falls from %i to %i and stays there has collapsed, from then until it has risen', (before, after) => {
    const findings = diagnose(sending((second) => (second > 12 && second <= 60 ? after : before)))
    const issue = issueIn(findings, 'bandwidth-collapse')
    expect([seconds(issue?.startedAt ?? null), seconds(issue?.endedAt ?? null)]).toEqual([12, 60])
    expect(issue?.evidence[0]?.value).toBeCloseTo(1 - after / before, 3)
  })

  test('that falls between two reports that are far apart has collapsed with the first of them', () => {
    const findings = diagnose(sending((second) => (second > 30 && second <= 60 ? 88_000 : 812_000), 10))
    const issue = issueIn(findings, 'bandwidth-collapse')
    expect([seconds(issue?.startedAt ?? null), seconds(issue?.endedAt ?? null)]).toEqual([30, 60])
  })
})

describe('of several connections', () => {
  const good = (connection: string) => call(40, (second) => [picture(second)], { connection })
  const byTime = (...calls: readonly (readonly Entry[])[]) => calls.flat().toSorted((a, b) => timeOf(a) - timeOf(b))
  const timeOf = (entry: Entry) => (entry.type === 'report' ? entry.report.timestamp : entry.timestamp)

  test('the verdict is about one that carried media, and says which of how many', () => {
    const lossy = call(40, (second) => [picture(second, { packetsLost: second > 20 ? 20 * (second - 20) : 0 })], {
      connection: 'b',
    })
    const findings = diagnose(byTime(good('a'), lossy))
    expect(headline(findings)).toBe(
      'Part of what the other side sends gets lost on the way to you. This is about b, 1 of 2 connections.',
    )
    expect(findings.verdict.among).toEqual({ connection: 'b', connections: 2, neverConnected: [] })
  })

  test('one that was up and is lost is a headline also beside a good one', () => {
    const lost = [
      ...call(20, (second) => [picture(second)], { connection: 'b' }),
      eventAt(25, { type: 'ice', state: 'failed' }, 'b'),
    ]
    expect(headline(diagnose(byTime(good('a'), lost)))).toMatch(/^The connection is lost\. This is about b, 1 of 2/)
  })

  test('where none ever came up that is the headline', () => {
    const never = (connection: string): readonly Entry[] => [
      eventAt(0, { type: 'ice', state: 'checking' }, connection),
      eventAt(9, { type: 'ice', state: 'failed' }, connection),
      eventAt(12, { type: 'signaling', state: 'stable' }, connection),
    ]
    expect(headline(diagnose(byTime(never('a'), never('b'))))).toMatch(/^The connection never came up\. .* 2 of 2/)
  })
})

describe('lines of rtcstats', () => {
  const at = (second: number) => start + 1_000 * second
  const text = (lines: readonly (readonly unknown[])[]) => lines.map((line) => JSON.stringify(line)).join('\n')
  const stream = (second: number, more: object = {}) => ({
    packetsReceived: 100 * second,
    bytesReceived: 100_000 * second,
    ...more,
  })
  const whole = (ssrc: number) => ({ type: 'inbound-rtp', kind: 'video', ssrc })

  test('may have a number after their time', async () => {
    const lines = [
      ['connectionInfo', null, { clientProtocol: '3.1_STANDARD' }, at(0), 0],
      ['create', 'PC_0', {}, at(0), 1],
      ['getstats', 'PC_0', { A: stream(1, whole(1)) }, at(1), 2],
      ['getstats', 'PC_0', { A: stream(2) }, at(2), 3],
    ]
    const { connections } = await findingsOfText(text(lines))
    expect(connections).toMatchObject([{ from: at(0), to: at(2), reports: 2 }])
  })

  test('go on from the last state of an entry that was away, also where it does not say again what it is', async () => {
    const lines = [
      ['create', 'PC_0', {}, at(0)],
      ['getstats', 'PC_0', { A: stream(1, whole(1)), B: stream(1, whole(2)) }, at(1)],
      ['getstats', 'PC_0', { A: stream(2) }, at(2)],
      ['getstats', 'PC_0', { A: stream(3), B: stream(3) }, at(3)],
      ['getstats', 'PC_0', { A: stream(4), B: stream(4, { packetsLost: 50 }) }, at(4)],
    ]
    const { tracks } = await findingsOfText(text(lines))
    expect(tracks.map(({ track, bitrate }) => [track, bitrate])).toEqual([
      ['inbound:video:ssrc-1:', 800_000],
      ['inbound:video:ssrc-2:', 800_000],
    ])
  })
})
