import { describe, expect, test } from 'vitest'

import type { Sample } from '@earshot/core/stats'
import { explain, type IssueType } from '@earshot/diagnostics'

import type { Observation } from '../src/detect.ts'
import type { RecordedEvent } from '../src/recording/event.ts'

import { changesOf, episode, issuesOf, keys, noSummary, sampleAt, sections, type Fault } from './samples.ts'

const relay = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'udp' } as const
const host = { candidateType: 'host', protocol: 'udp', relayProtocol: null } as const
const talking = { ...noSummary, audioSent: 50, videoSent: 100, audioReceived: 50, videoReceived: 100, microphone: 0.05 }

const vp8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, channels: null, sdpFmtpLine: null }

/** What a call of ours knows of itself. */
const known: Fault = {
  context: { page: { hidden: false, signaling: 'connected' }, sections: sections(), peer: talking },
}

/** A path on which packets wait, where it is 38 ms long. */
const waiting = { roundTripTimeMs: 240, meanRoundTripTimeMs: 240 }

/** Each fault, what it must be called, how long it may take to be seen, and what is so before and after as well. */
const faults: readonly (readonly [type: IssueType, fault: Fault, withinSeconds: number, always?: Fault])[] = [
  ['network-loss-downlink', { received: { packetLoss: 0.05, packetsLost: 6 } }, 7],
  ['network-loss-uplink', { sent: { packetLoss: 0.05 } }, 7],
  ['high-rtt', { path: { meanRoundTripTimeMs: 400 } }, 12],
  ['bufferbloat', { path: { ...waiting, bandwidthUse: 0.9 }, sentVideo: { sendQueueMs: 80 } }, 8],
  ['high-jitter', { received: { jitterMs: 60 } }, 7],
  ['uplink-congestion', { sentVideo: { bandwidthLimited: 1, sendQueueMs: 100 } }, 7],
  ['uplink-congestion', { path: waiting, sent: { packetLoss: 0.05 } }, 10],
  ['downlink-congestion', { path: waiting, received: { packetLoss: 0.05, packetsLost: 6 } }, 10],
  ['downlink-congestion', { path: waiting, received: { packetLoss: 0.015, packetsLost: 2 }, video: { bitrate: 300_000 } }, 10],
  ['bandwidth-collapse', { path: { availableOutgoingBitrate: 200_000 }, sent: { wireBitrate: 180_000 } }, 4],
  ['outage', { path: { silentMs: 5_000 } }, 2],
  ['relay-in-use', { path: { pair: { local: relay, remote: host } } }, 7],
  ['tcp-path', { path: { pair: { local: { ...host, protocol: 'tcp' }, remote: host } } }, 7],
  ['path-flapping', { path: { pairChanges: 3 } }, 2],
  ['signalling-down', { context: { page: { hidden: false, signaling: 'reconnecting' } } }, 5, known],
  ['cpu-limited-encoder', { sentVideo: { cpuLimited: 0.9 } }, 12],
  ['encoder-overload', { sentVideo: { encodeMs: 40 } }, 7],
  ['capture-bottleneck', { sentVideo: { sourceFramesPerSecond: 3 } }, 7, known],
  ['encoder-dead', { video: { framesPerSecond: 0 } }, 7],
  ['low-resolution', { video: { frameHeight: 180 } }, 17],
  ['keyframe-storm', { sentVideo: { keyFrameRequestRate: 2 } }, 12],
  ['rtx-heavy', { sent: { retransmitShare: 0.3 } }, 12],
  ['one-way-media', { context: { ...known.context, peer: { ...talking, audioReceived: 0, videoReceived: 0 } } }, 10, known],
  ['missing-track-media', { context: { ...known.context, peer: { ...talking, audioReceived: 0 } } }, 10, known],
  ['missing-track-media', { received: { bitrate: 0 } }, 7, known],
  ['missing-track-media', { sent: { bitrate: 0 } }, 7, known],
  ['track-ended', { context: { sections: sections({ sent: 'ended' }) } }, 2, known],
  ['black-or-no-first-frame', { receivedVideo: { stillMs: null } }, 7],
  ['decoder-overload', { receivedVideo: { decodeMs: 40 } }, 7],
  ['decoder-stuck', { video: { framesPerSecond: 0 } }, 6],
  ['video-frozen', { receivedVideo: { stillMs: 2_000 } }, 2],
  ['video-frozen', { receivedVideo: { frozen: 0.2 } }, 7],
  ['coarse-picture', { receivedVideo: { meanQp: 100 }, video: { bitrate: 300_000, codec: vp8 } }, 12, { video: { codec: vp8 } }],
  ['video-choppy', { receivedVideo: { framesReceivedPerSecond: 60 } }, 12],
  ['audio-concealment', { receivedAudio: { audiblyConcealed: 0.05, effectiveLoss: 0.01 } }, 12],
  ['jitter-buffer-stress', { receivedAudio: { jitterBufferTargetMs: 300, stretched: 0.05 } }, 6],
  ['audio-time-stretch', { receivedAudio: { stretched: 0.2 } }, 12],
  ['playout-glitch', { receivedAudio: { synthesized: 0.05 } }, 12],
  ['audio-not-played', { receivedAudio: { sampleRate: 0 } }, 5],
  ['dead-mic', { sentAudio: { sourceLevel: 0 } }, 12],
  ['mic-clipping', { sentAudio: { sourcePeak: 1 } }, 12],
  ['silent-remote', { receivedAudio: { level: 0 } }, 12, { context: { peer: talking } }],
  ['low-mos', { receivedAudio: { audiblyConcealed: 0.09, effectiveLoss: 0.09 } }, 12],
  ['av-desync', { receivedVideo: { audioAheadMs: 120 } }, 7],
]

/** What is measured itself says since when it is so. */
const measuresTime: ReadonlySet<IssueType> = new Set(['outage', 'video-frozen'])
/** ms: a queue is one only when it has stood for some readings, and congestion goes by what was lately; path changes are those of half a minute. */
const laterBy: ReadonlyMap<IssueType, number> = new Map([
  ['bufferbloat', 3_000],
  ['uplink-congestion', 15_000],
  ['downlink-congestion', 15_000],
  ['path-flapping', 31_000],
])

test('a good call has no issue', () => {
  expect(issuesOf(episode({}))).toEqual([])
})

describe.each(faults.map(([type, fault, withinSeconds, always = {}]) => ({ type, fault, withinSeconds, always })))(
  '$type',
  (of) => {
    const { type, fault, withinSeconds, always } = of
    const changes = changesOf(episode(fault, 30, always)).filter(({ issue }) => issue.type === type)
    const found = changes.filter(({ change }) => change === 'resolved').map(({ issue }) => issue)

    test('is raised once while it lasts, in time, and resolved when it is over', () => {
      expect(found.length).toBeGreaterThan(0)
      expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
      const raised = changes.filter(({ change }) => change === 'raised').map(({ issue }) => issue.updatedAt)
      expect(Math.max(...raised) - 1_035_000).toBeLessThanOrEqual(withinSeconds * 1_000)
      for (const { ended, evidence } of found) {
        expect(ended).toBe('resolved')
        for (const { value, mean, threshold } of evidence) {
          expect(value).toBeGreaterThanOrEqual(threshold)
          expect(mean).toBeLessThanOrEqual(value)
        }
      }
    })

    // The first sample that is wrong is of 34 s to 35 s, the last of 63 s to 64 s. What lasts says itself since when.
    test('begins where its evidence begins and ends where it ends', () => {
      const slack = laterBy.get(type) ?? 0
      for (const { startedAt, endedAt, evidence } of found) {
        expect(startedAt).toBeGreaterThanOrEqual(1_034_000 - 5_000 * Number(measuresTime.has(type)))
        expect(startedAt).toBeLessThanOrEqual(1_035_000 + slack)
        expect(endedAt).toBeGreaterThanOrEqual(1_064_000)
        expect(endedAt).toBeLessThanOrEqual(1_064_000 + slack)
        for (const { from, to, at } of evidence) {
          expect(from).toBe(startedAt)
          expect(to).toBe(endedAt)
          expect(at).toBeGreaterThanOrEqual(from)
          expect(at).toBeLessThanOrEqual(to)
        }
      }
    })

    test('is not raised where the browser reports nothing', () => {
      const silent = JSON.parse(JSON.stringify(fault), (_, value: unknown) =>
        typeof value === 'number' || typeof value === 'string' ? null : value,
      ) as Fault
      // What the page knows of itself no browser reports, and how often the path changed is counted where it is not reported.
      if (fault.context !== undefined || type === 'path-flapping' || type === 'black-or-no-first-frame') return
      const types = issuesOf(episode({ ...silent, ...(silent.path && { path: { ...silent.path, pair: null } }) }, 30, always))
      expect(types.map((issue) => issue.type)).not.toContain(type)
    })

    test('is said in a sentence, in both languages', () => {
      for (const issue of found) {
        for (const language of ['en', 'zh'] as const) {
          const { name, explanation, actions } = explain(issue, language, { self: 'kitchen', peer: 'hall' })
          expect(explanation).toMatch(/^[^{}]+[.。]$/)
          for (const action of actions) expect(action).toMatch(/^[^{}a-z][^{}]+[.。]$/)
          expect(name).not.toBe('')
        }
      }
    })
  },
)

describe('what is no fault', () => {
  const types = (...[fault, seconds, always]: Parameters<typeof episode>) =>
    issuesOf(episode(fault, seconds, always)).map(({ type }) => type)

  test('a microphone that its user has muted', () => {
    expect(types({ sentAudio: { sourceLevel: 0 }, sent: { muted: true } })).toEqual([])
  })

  test('a user who says nothing in a quiet room, here or there', () => {
    expect(types({ sentAudio: { sourceLevel: 0.000_2 } })).toEqual([])
    const quiet = { context: { peer: { ...talking, microphone: 0.000_2 } } }
    expect(types({ receivedAudio: { level: 0.000_1 } }, 30, quiet)).toEqual([])
  })

  test('concealment of the silence that a muted peer sends, or DTX', () => {
    expect(types({ receivedAudio: { concealed: 0.97, audiblyConcealed: 0.05 } })).toEqual([])
  })

  test('packets without payload that probe the bandwidth', () => {
    expect(types({ received: { bitrate: 0 }, video: { bitrate: 0 }, receivedVideo: { framesReceivedPerSecond: 0 } })).toEqual([])
  })

  test('a camera that its user has turned off, at either end', () => {
    const off = { bitrate: 0, framesPerSecond: 0 }
    const dark = { receivedVideo: { stillMs: 20_000, framesReceivedPerSecond: 0 }, sentVideo: { targetBitrate: 0 } }
    expect(types({ video: off, ...dark })).toEqual([])
    const told = { context: { sections: sections({ sentMuted: true, receivedMuted: true }) } }
    expect(types({ video: { ...off, muted: true }, ...dark, ...told })).toEqual([])
  })

  test('a screen that hardly changes', () => {
    const still = { receivedVideo: { stillMs: 9_000 }, sentVideo: { sourceFramesPerSecond: 1 } }
    expect(types(still, 30, { sent: { screen: true }, received: { screen: true } })).toEqual([])
  })

  test('one frame a second on purpose', () => {
    const slow = { received: { framesPerSecond: 1 }, receivedVideo: { framesReceivedPerSecond: 1, stillMs: 1_000 } }
    expect(types({}, 30, slow)).toEqual([])
  })

  test('a picture that stands still behind another tab', () => {
    const hidden = { context: { page: { hidden: true, signaling: 'connected' } } } as const
    expect(types({ ...hidden, receivedVideo: { stillMs: 9_000 } })).toEqual([])
  })

  test('a peer that has nothing to send, and one that does not say', () => {
    const silent = { without: [keys.receivedAudio, keys.receivedVideo] }
    const listening = { ...noSummary, audioReceived: 50, videoReceived: 100 }
    expect(types({}, 30, { ...silent, context: { sections: sections(), peer: listening } })).toEqual([])
    expect(types({}, 30, { ...silent, context: { sections: sections() } })).toEqual([])
  })

  test('a moment of loss, or of silence', () => {
    expect(types({ received: { packetLoss: 0.05, packetsLost: 6 }, path: { silentMs: 1_000 } }, 1)).toEqual([])
  })

  test('a path that has become longer is no queue: nothing is lost on it, and nothing held back', () => {
    const longer = { ...waiting, availableOutgoingBitrate: 1_200_000, headroom: 0, bandwidthUse: 0.9 }
    expect(types({ path: longer })).toEqual([])
  })

  test('loss is no congestion, although the sender holds back and sends less', () => {
    const less = { availableOutgoingBitrate: 800_000, headroom: 0 }
    const up = { path: less, sent: { packetLoss: 0.15 }, sentVideo: { sendQueueMs: 100, bandwidthLimited: 1 } }
    const unexplained = issuesOf(episode(up)).filter(({ suppressedBy }) => suppressedBy === null)
    expect(unexplained.map(({ type }) => type)).toEqual(['network-loss-uplink', 'network-loss-uplink'])
    expect(types({ received: { packetLoss: 0.15, packetsLost: 18 }, video: { bitrate: 400_000 } })).toEqual([
      'network-loss-downlink',
      'network-loss-downlink',
    ])
  })

  test('the queue of one direction is none of the other', () => {
    const up = { path: waiting, sentVideo: { bandwidthLimited: 1, sendQueueMs: 100 }, video: { bitrate: 400_000 } }
    expect(types(up)).not.toContain('downlink-congestion')
    const down = { context: { peer: { ...talking, bandwidthLimited: 1 } } }
    expect(
      types(
        { path: { ...waiting, availableOutgoingBitrate: 900_000 }, received: { packetLoss: 0.05, packetsLost: 6 } },
        30,
        down,
      ),
    ).not.toContain('uplink-congestion')
  })

  test('the bandwidth estimate that has not risen yet', () => {
    const early = episode({ path: waiting, sentVideo: { bandwidthLimited: 1, sendQueueMs: 100 } }, 15).slice(34)
    expect(issuesOf(early).map(({ type }) => type)).not.toContain('uplink-congestion')
  })
})

describe('what never came', () => {
  test('is media one way, when the peer sends it and nothing of it comes', () => {
    const never = { without: [keys.receivedAudio, keys.receivedVideo], context: { sections: sections(), peer: talking } }
    const found = issuesOf(episode({}, 30, never))
    expect(found.map(({ type, side, track }) => [type, side, track])).toEqual([
      ['one-way-media', 'downlink', 'audio:0'],
      ['one-way-media', 'downlink', 'video:1'],
    ])
    expect(found[0]).toMatchObject({ startedAt: 1_000_000, endedAt: 1_099_000, ended: 'ended' })
  })

  test('is a track that is missing where another one comes: what is heard has a score, and is not one way', () => {
    const never = { without: [keys.receivedVideo], context: { sections: sections(), peer: talking } }
    const [issue, ...others] = issuesOf(episode({}, 30, never))
    expect(others).toEqual([])
    expect(issue).toMatchObject({ type: 'missing-track-media', side: 'downlink', track: 'video:1', ended: 'ended' })
    expect(explain(issue ?? { type: 'outage', side: 'unknown' }).explanation).toBe(
      'One track of what the other side sends never arrived.',
    )
  })

  test('is nothing in a second section of a kind of which one comes: a screen that is shared back, and a camera that is not', () => {
    const [, second] = sections({ screen: true })
    const context = { sections: [...sections(), ...(second === undefined ? [] : [{ ...second, mid: '2' }])], peer: talking }
    expect(issuesOf(episode({}, 30, { context }))).toEqual([])
  })

  test('is told apart from what came and stopped', () => {
    const stopped: Fault = { without: [keys.receivedVideo] }
    const always = { context: { sections: sections(), peer: talking } }
    expect(issuesOf(episode(stopped, 30, always)).map(({ type }) => type)).toEqual([])
  })
})

describe('states', () => {
  const event = (seconds: number, of: RecordedEvent): Observation => ({ type: 'event', timestamp: 1_000 * seconds, event: of })
  const ice = (seconds: number, state: 'checking' | 'connected' | 'disconnected' | 'failed') =>
    event(seconds, { type: 'ice', state })
  const told = (...observations: readonly Observation[]) =>
    changesOf(observations).map(({ change, issue }) => `${change} ${issue.type} at ${issue.updatedAt / 1_000}`)

  test('an interruption of two seconds is an issue, a shorter one is not', () => {
    const good = event(0, { type: 'ready', ready: true })
    expect(told(good, ice(1, 'connected'), ice(2, 'disconnected'), ice(2.432, 'connected'))).toEqual([])
    expect(
      told(ice(1, 'connected'), ice(2, 'disconnected'), event(4, { type: 'ready', ready: true }), ice(6, 'connected')),
    ).toEqual(['raised ice-disconnected at 4', 'resolved ice-disconnected at 6'])
  })

  test('an interruption that nothing was recorded in is one too, from where to where it lasted', () => {
    const [, issue] = changesOf([ice(1, 'connected'), ice(45, 'disconnected'), ice(55, 'connected'), ice(60, 'connected')])
    expect(issue).toMatchObject({ change: 'resolved', issue: { type: 'ice-disconnected', startedAt: 45_000, endedAt: 55_000 } })
  })

  test('a connection alone tells interruptions and their end, where it has had its encryption', () => {
    const connection = (seconds: number, state: 'connecting' | 'connected' | 'disconnected' | 'failed') =>
      event(seconds, { type: 'connection', state })
    const found = issuesOf([
      ...[connection(0, 'connecting'), connection(1, 'connected'), connection(40, 'disconnected'), connection(50, 'connected')],
      ...[connection(70, 'disconnected'), connection(80, 'connected'), connection(94, 'failed'), connection(96, 'failed')],
    ])
    expect(found.map(({ type, startedAt, endedAt }) => [type, startedAt, endedAt])).toEqual([
      ['ice-disconnected', 40_000, 50_000],
      ['ice-disconnected', 70_000, 80_000],
      ['ice-failed', 94_000, 96_000],
    ])
  })

  test('a failure is one at once', () => {
    expect(told(ice(1, 'connected'), ice(2, 'failed'))).toEqual(['raised ice-failed at 2', 'resolved ice-failed at 2'])
  })

  test('what fails before it was ever up never came up, which is since it was waited for', () => {
    const found = issuesOf([ice(1, 'checking'), ice(2, 'failed'), ice(9, 'failed')])
    expect(found).toMatchObject([{ type: 'never-connected', startedAt: 1_000, endedAt: 9_000 }])
    const byConnection = [ice(1, 'checking'), ice(15, 'disconnected'), event(15, { type: 'connection', state: 'failed' })]
    const types = issuesOf([...byConnection, event(30, { type: 'ready', ready: true })]).map(({ type }) => type)
    expect(types).toEqual(['slow-connect', 'never-connected'])
  })

  test('a connection that fails although ICE has not has failed for want of DTLS, unless it had it', () => {
    const failed = event(3, { type: 'connection', state: 'failed' })
    expect(told(ice(1, 'connected'), failed)[0]).toBe('raised dtls-failure at 3')
    expect(told(ice(1, 'connected'), event(2, { type: 'connection', state: 'connected' }), failed)[0]).toBe(
      'raised ice-failed at 3',
    )
  })

  test('a report that still says connecting is no handshake that takes long, once the connection is connected or media comes', () => {
    const connecting = episode({}, 30, { path: { dtlsState: 'connecting' } })
    expect(issuesOf(connecting).map(({ type }) => type)).toEqual([])
    const nothingYet = episode({}, 30, { path: { dtlsState: 'connecting' }, without: Object.values(keys) })
    expect(issuesOf([ice(999, 'connected'), ...nothingYet]).map(({ type }) => type)).toEqual(['dtls-failure'])
    const connected = event(999.5, { type: 'connection', state: 'connected' })
    expect(issuesOf([ice(999, 'connected'), connected, ...nothingYet]).map(({ type }) => type)).toEqual([])
  })

  test('what takes more than five seconds to connect is slow, also where nothing was recorded meanwhile', () => {
    expect(told(ice(1, 'checking'), ice(3, 'connected'))).toEqual([])
    expect(told(ice(1, 'checking'), ice(8, 'connected'), event(9, { type: 'ready', ready: true }))).toEqual([
      'raised slow-connect at 8',
      'resolved slow-connect at 8',
    ])
  })

  test('a TURN server that refuses is an issue when no other gave a relay', () => {
    const refused = event(1, { type: 'candidate-error', url: 'turn:turn.example', errorCode: 401, errorText: 'Unauthorized' })
    const gathered = event(2, { type: 'ice-gathering', state: 'complete' })
    const found = event(1.5, { type: 'candidate', sent: true, candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ relay' })
    expect(told(refused, gathered)[0]).toBe('raised turn-unreachable at 2')
    expect(told(refused, found, gathered)).toEqual([])
  })

  test('credentials that cannot be refreshed are an issue until they are', () => {
    const changes = told(
      event(1, { type: 'configuration', error: null }),
      event(2, { type: 'configuration', error: 'The function failed.' }),
      event(3, { type: 'configuration', error: 'The function failed.' }),
      event(4, { type: 'configuration', error: null }),
    )
    expect(changes).toEqual(['raised stale-credentials at 2', 'resolved stale-credentials at 4'])
  })

  test('are taken from the transport where there are no events', () => {
    const types = issuesOf(episode({ path: { iceState: 'failed' } })).map(({ type }) => type)
    expect(types).toEqual(['ice-failed'])
    expect(issuesOf(episode({ path: { dtlsState: 'failed' } })).map(({ type }) => type)).toEqual(['dtls-failure'])
  })

  test('the end of a call ends what was wrong with it', () => {
    const [, issue] = changesOf([ice(0, 'connected'), ice(1, 'failed'), event(5, { type: 'call', state: 'ended' })])
    expect(issue).toMatchObject({ change: 'resolved', issue: { type: 'ice-failed', ended: 'ended', endedAt: 5_000 } })
  })
})

test('a gap in the numbers is an issue of its own, and what was before it counts no more', () => {
  const before = Array.from({ length: 10 }, (_, second) => sampleAt(1_000 * second))
  const after = Array.from({ length: 10 }, (_, second): Sample => ({
    ...sampleAt(60_000 + 1_000 * second, { path: { ...waiting, bandwidthUse: 0.9 }, sentVideo: { sendQueueMs: 80 } }),
    gap: second === 0,
  }))
  const found = issuesOf([...before, ...after])
  expect(found.map(({ type }) => type)).toEqual(['stats-gap', 'bufferbloat', 'uplink-congestion'])
  expect(found[0]).toMatchObject({ severity: 'info', startedAt: 9_000, endedAt: 60_000, evidence: [{ value: 51 }] })
})

test('one headline, not ten: what is explained by something else says so, also when it was seen first', () => {
  const issues = issuesOf(episode({ path: { silentMs: 20_000 }, receivedVideo: { stillMs: 20_000 } }).slice(0, 60))
  expect(issues.map(({ type }) => type)).toEqual(['outage', 'video-frozen'])
  expect(issues[1]?.suppressedBy).toBe(issues[0]?.id)
})

describe('the side', () => {
  const sideOf = (fault: Fault, others: Sample['others']) => {
    const [issue] = issuesOf(episode(fault, 30, { context: { others } }))
    return [issue?.side, issue?.confidence]
  }

  test('is the direction, where one call is all that is known', () => {
    expect(sideOf({ received: { packetLoss: 0.05, packetsLost: 6 } }, null)).toEqual(['downlink', 0.7])
    expect(sideOf({ sent: { packetLoss: 0.05 } }, null)).toEqual(['uplink', 0.7])
  })

  test('is this end where its other calls suffer too, and the other end where they do not', () => {
    const suffering = { calls: 2, receivedLoss: 0.04, sentLoss: 0.04 }
    const well = { calls: 2, receivedLoss: 0, sentLoss: 0 }
    expect(sideOf({ received: { packetLoss: 0.05, packetsLost: 6 } }, suffering)).toEqual(['downlink', 0.9])
    expect(sideOf({ received: { packetLoss: 0.05, packetsLost: 6 } }, well)).toEqual(['remote', 0.9])
    expect(sideOf({ sent: { packetLoss: 0.05 } }, suffering)).toEqual(['uplink', 0.9])
    expect(sideOf({ sent: { packetLoss: 0.05 } }, well)).toEqual(['remote', 0.9])
  })
})
