import { describe, expect, test } from 'vitest'

import { diagnose, type IssueType } from '@earshot/diagnostics'

import { episode, keys, type Fault } from './samples.ts'

const relay = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'udp' } as const
const host = { candidateType: 'host', protocol: 'udp', relayProtocol: null } as const

/** Each fault, what it must be called, and how long it may take to be seen. */
const faults: readonly (readonly [type: IssueType, fault: Fault, withinSeconds: number])[] = [
  ['network-loss-downlink', { received: { packetLoss: 0.05 } }, 7],
  ['network-loss-uplink', { sent: { packetLoss: 0.05 } }, 7],
  ['high-rtt', { path: { roundTripTimeMs: 400 } }, 12],
  ['bufferbloat', { path: { queueMs: 150, bandwidthUse: 0.9 } }, 5],
  ['high-jitter', { received: { jitterMs: 60 } }, 7],
  ['uplink-congestion', { path: { queueMs: 200 }, sentVideo: { bandwidthLimited: 1 } }, 7],
  ['downlink-congestion', { path: { queueMs: 200 }, received: { packetLoss: 0.05 } }, 7],
  ['bandwidth-collapse', { path: { availableOutgoingBitrate: 200_000, headroom: -300_000 } }, 4],
  ['ice-disconnected', { path: { iceState: 'disconnected' } }, 4],
  ['ice-failed', { path: { iceState: 'failed' } }, 2],
  ['dtls-failure', { path: { dtlsState: 'failed' } }, 2],
  ['outage', { path: { silentMs: 5_000 } }, 2],
  ['relay-in-use', { path: { pair: { local: relay, remote: host } } }, 7],
  ['tcp-path', { path: { pair: { local: { ...host, protocol: 'tcp' }, remote: host } } }, 7],
  ['path-flapping', { path: { pairChanges: 3 } }, 2],
  ['cpu-limited-encoder', { sentVideo: { cpuLimited: 0.9 } }, 12],
  ['encoder-overload', { sentVideo: { encodeMs: 40 } }, 7],
  ['capture-bottleneck', { sentVideo: { sourceFramesPerSecond: 3 } }, 7],
  ['encoder-dead', { video: { framesPerSecond: 0 } }, 7],
  ['low-resolution', { video: { frameHeight: 180 } }, 17],
  ['keyframe-storm', { sentVideo: { keyFrameRequestRate: 2 } }, 12],
  ['rtx-heavy', { sent: { retransmitShare: 0.3 } }, 12],
  ['decoder-overload', { receivedVideo: { decodeMs: 40 } }, 7],
  ['decoder-stuck', { video: { framesPerSecond: 0 } }, 6],
  ['video-frozen', { receivedVideo: { stillMs: 2_000 } }, 2],
  ['video-frozen', { receivedVideo: { frozen: 0.2 } }, 7],
  ['video-choppy', { receivedVideo: { framesReceivedPerSecond: 60 } }, 12],
  ['audio-concealment', { receivedAudio: { audiblyConcealed: 0.05, effectiveLoss: 0.01 } }, 12],
  ['jitter-buffer-stress', { receivedAudio: { jitterBufferTargetMs: 300, stretched: 0.05 } }, 6],
  ['audio-time-stretch', { receivedAudio: { stretched: 0.2 } }, 12],
  ['playout-glitch', { receivedAudio: { synthesized: 0.05 } }, 12],
  ['audio-not-played', { receivedAudio: { sampleRate: 0 } }, 5],
  ['dead-mic', { sentAudio: { sourceLevel: 0 } }, 12],
  ['mic-clipping', { sentAudio: { sourcePeak: 1 } }, 12],
  ['av-desync', { receivedVideo: { audioAheadMs: 120 } }, 7],
]

test('a good call has no issue', () => {
  expect(diagnose(episode({}))).toEqual([])
})

describe.each(faults)('%s', (type, fault, withinSeconds) => {
  const found = diagnose(episode(fault)).filter((issue) => issue.type === type)

  test('is raised once while it lasts, in time, and resolved when it is over', () => {
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
    for (const { startedAt, endedAt, ended, evidence } of found) {
      expect(startedAt - 1_035_000).toBeLessThanOrEqual(withinSeconds * 1_000)
      expect(ended).toBe('resolved')
      expect(endedAt).toBeGreaterThanOrEqual(1_065_000)
      expect(evidence.value).toBeGreaterThanOrEqual(evidence.threshold)
    }
  })

  test('is not raised where the browser reports nothing', () => {
    const silent = JSON.parse(JSON.stringify(fault), (_, value: unknown) =>
      typeof value === 'number' || typeof value === 'string' ? null : value,
    ) as Fault
    // How often the path changed is counted where it is not reported.
    if (type === 'path-flapping') return
    expect(
      diagnose(episode({ ...silent, ...(silent.path && { path: { ...silent.path, pair: null } }) })).map((issue) => issue.type),
    ).not.toContain(type)
  })
})

describe('what is no fault', () => {
  const types = (...[fault, seconds, extra]: Parameters<typeof episode>) =>
    diagnose(episode(fault, seconds, extra)).map(({ type }) => type)

  test('a microphone that its user has muted', () => {
    expect(types({ sentAudio: { sourceLevel: 0 } }, 30, { muted: new Set([keys.sentAudio]) })).toEqual([])
  })

  test('a user who says nothing in a quiet room', () => {
    expect(types({ sentAudio: { sourceLevel: 0.000_2 } })).toEqual([])
  })

  test('concealment of the silence that a muted peer sends', () => {
    expect(types({ receivedAudio: { concealed: 0.97, audiblyConcealed: 0.05 } })).toEqual([])
  })

  test('packets without payload that probe the bandwidth', () => {
    expect(types({ received: { bitrate: 0 }, video: { bitrate: 0 }, receivedVideo: { framesReceivedPerSecond: 0 } })).toEqual([])
  })

  test('a camera that its user has turned off', () => {
    expect(
      types({
        video: { bitrate: 0, framesPerSecond: 0 },
        receivedVideo: { stillMs: 20_000, framesReceivedPerSecond: 0 },
        sentVideo: { targetBitrate: 0 },
      }),
    ).toEqual([])
  })

  test('a screen that hardly changes', () => {
    const screens = new Set([keys.sentVideo, keys.receivedVideo])
    expect(types({ receivedVideo: { stillMs: 9_000 }, sentVideo: { sourceFramesPerSecond: 1 } }, 30, { screens })).toEqual([])
  })

  test('a moment of loss, or of silence', () => {
    expect(types({ received: { packetLoss: 0.05 }, path: { silentMs: 1_000 } }, 1)).toEqual([])
  })

  test('the bandwidth estimate that has not risen yet', () => {
    const early = episode({ path: { queueMs: 200 }, sentVideo: { bandwidthLimited: 1 } }, 15).slice(34)
    expect(diagnose(early).map(({ type }) => type)).not.toContain('uplink-congestion')
  })
})

test('one headline, not ten: what is explained by something else says so', () => {
  const issues = diagnose(episode({ path: { silentMs: 20_000 }, receivedVideo: { stillMs: 20_000 } }).slice(0, 60))
  expect(issues.map(({ type }) => type)).toEqual(['outage', 'video-frozen'])
})
