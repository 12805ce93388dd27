import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { detectors, stateDetectors } from '../src/detectors/all.ts'
import type { Observation } from '../src/detect.ts'

import { changesOf, noSummary, sampleAt, sections, type Fault } from './samples.ts'

const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
const number = fc.option(fc.oneof(fc.nat({ max: 10_000 }), fc.double({ min: 0, max: 1e9, noNaN: true })))
const some = <Type>(values: Record<string, fc.Arbitrary<Type>>) => fc.record(values, { requiredKeys: [] })
const context = some<unknown>({
  page: fc.constantFrom(null, { hidden: true, signaling: 'reconnecting' }),
  sections: fc.constantFrom(
    [],
    sections(),
    sections({ sent: 'ended' }),
    sections({ receivedMuted: true, direction: 'inactive' }),
  ),
  peer: fc.constantFrom(null, noSummary, { ...noSummary, audioSent: 50, videoSent: 0, microphone: 0.1 }),
  others: fc.constantFrom(null, { calls: 1, receivedLoss: 0.1, sentLoss: null }),
})
const fault: fc.Arbitrary<Fault> = some<object>({
  context,
  path: some<unknown>({
    silentMs: number,
    roundTripTimeMs: number,
    queueMs: number,
    availableOutgoingBitrate: number,
    headroom: number,
    pairChanges: fc.nat({ max: 9 }),
    iceState: fc.constantFrom('connected', 'disconnected', 'failed', null),
    dtlsState: fc.constantFrom('connecting', 'failed', null),
    pair: fc.constantFrom(null),
  }),
  sent: some<unknown>({ packetLoss: share, packetRate: number, retransmitShare: share, muted: fc.boolean() }),
  received: some<unknown>({ packetLoss: share, jitterMs: number, bitrate: number, packetRate: number }),
  video: some({ framesPerSecond: number, frameHeight: number }),
  sentAudio: some({ sourceLevel: share, sourcePeak: share }),
  sentVideo: some({ cpuLimited: share, bandwidthLimited: share, encodeMs: number, sourceFramesPerSecond: number }),
  receivedAudio: some({ audiblyConcealed: share, effectiveLoss: share, stretched: share, sampleRate: number, level: share }),
  receivedVideo: some({ stillMs: number, decodeMs: number, framesReceivedPerSecond: number, audioAheadMs: number }),
})
const event: fc.Arbitrary<Observation & { type: 'event' }> = fc
  .constantFrom(
    { type: 'ice', state: 'disconnected' } as const,
    { type: 'ice', state: 'failed' } as const,
    { type: 'ice', state: 'connected' } as const,
    { type: 'connection', state: 'failed' } as const,
    { type: 'call', state: 'ended' } as const,
    { type: 'other', name: 'addTrack', value: '' } as const,
  )
  .map((of) => ({ type: 'event', timestamp: 0, event: of }))
const observations: fc.Arbitrary<readonly Observation[]> = fc
  .array(fc.tuple(fault, fc.nat({ max: 20 }), fc.integer({ min: -500, max: 12_000 }), fc.nat({ max: 4 }), fc.option(event)), {
    maxLength: 12,
  })
  .map((phases) => {
    let timestamp = 0
    return phases.flatMap(([wrong, seconds, stepMs, tracks, happened]): readonly Observation[] => [
      ...(happened === null ? [] : [{ ...happened, timestamp }]),
      ...Array.from({ length: seconds }, (): Observation => {
        timestamp += stepMs
        const sample = sampleAt(timestamp, wrong)
        return { type: 'sample', sample: { ...sample, gap: stepMs > 5_000, tracks: sample.tracks.slice(0, tracks) } }
      }),
    ])
  })

test('no detector throws, every raise has its resolve, and no issue is open twice', () => {
  fc.assert(
    fc.property(observations, (list) => {
      const open = new Set<string>()
      for (const { change, issue } of changesOf(list)) {
        expect(open.has(issue.id)).toBe(change !== 'raised')
        if (change === 'resolved') open.delete(issue.id)
        else open.add(issue.id)
        for (const { value } of issue.evidence) expect(Number.isFinite(value)).toBe(true)
        expect(issue.confidence).toBeGreaterThan(0)
        expect(issue.confidence).toBeLessThanOrEqual(1)
        expect(issue.suppressedBy).not.toBe(issue.id)
      }
      expect([...open]).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a replay finds what the live call found, byte for byte', () => {
  fc.assert(
    fc.property(observations, (list) => {
      const replayed = JSON.parse(JSON.stringify(list)) as Observation[]
      expect(JSON.stringify(changesOf(replayed))).toBe(JSON.stringify(changesOf(list)))
    }),
    { numRuns: 100 },
  )
})

test('to resolve is easier than to raise, for every detector', () => {
  for (const { clear, raise, critical = Infinity } of detectors) {
    expect(clear).toBeLessThan(raise)
    expect(critical).toBeGreaterThan(raise)
  }
  for (const { raiseMs, criticalMs = Infinity } of stateDetectors) expect(criticalMs).toBeGreaterThan(raiseMs)
})
