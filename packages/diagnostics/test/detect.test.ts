import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { diagnose, startDiagnosis, type Observation } from '@earshot/diagnostics'

import { detectors } from '../src/detectors/all.ts'

import { keys, sampleAt, type Fault } from './samples.ts'

const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
const number = fc.option(fc.oneof(fc.nat({ max: 10_000 }), fc.double({ min: 0, max: 1e9, noNaN: true })))
const some = <Type>(values: Record<string, fc.Arbitrary<Type>>) => fc.record(values, { requiredKeys: [] })
const fault: fc.Arbitrary<Fault> = some<object>({
  path: some<unknown>({
    silentMs: number,
    roundTripTimeMs: number,
    queueMs: number,
    availableOutgoingBitrate: number,
    headroom: number,
    pairChanges: fc.nat({ max: 9 }),
    iceState: fc.constantFrom('connected', 'disconnected', 'failed', null),
    pair: fc.constantFrom(null),
  }),
  sent: some({ packetLoss: share, packetRate: number, retransmitShare: share }),
  received: some({ packetLoss: share, jitterMs: number, bitrate: number }),
  video: some({ framesPerSecond: number, frameHeight: number }),
  sentAudio: some({ sourceLevel: share, sourcePeak: share }),
  sentVideo: some({ cpuLimited: share, bandwidthLimited: share, encodeMs: number, sourceFramesPerSecond: number }),
  receivedAudio: some({ audiblyConcealed: share, effectiveLoss: share, stretched: share, sampleRate: number }),
  receivedVideo: some({ stillMs: number, decodeMs: number, framesReceivedPerSecond: number, audioAheadMs: number }),
})
const observations: fc.Arbitrary<readonly Observation[]> = fc
  .array(fc.tuple(fault, fc.nat({ max: 20 }), fc.integer({ min: -500, max: 12_000 }), fc.nat({ max: 4 }), fc.boolean()), {
    maxLength: 12,
  })
  .map((phases) => {
    let timestamp = 0
    return phases.flatMap(([wrong, seconds, stepMs, tracks, muted]) =>
      Array.from({ length: seconds }, () => {
        timestamp += stepMs
        const sample = sampleAt(timestamp, wrong)
        return {
          sample: { ...sample, gap: stepMs > 5_000, tracks: sample.tracks.slice(0, tracks) },
          muted: new Set(muted ? [keys.sentAudio] : []),
        }
      }),
    )
  })

test('no detector throws, every raise has its resolve, and no issue is open twice', () => {
  fc.assert(
    fc.property(observations, (list) => {
      const diagnosis = startDiagnosis()
      const open = new Set<string>()
      const changes = [...list.flatMap((observation) => diagnosis.observe(observation)), ...diagnosis.end(1e9)]
      for (const { change, issue } of changes) {
        expect(open.has(issue.key)).toBe(change !== 'raised')
        if (change === 'resolved') open.delete(issue.key)
        else open.add(issue.key)
        expect(Number.isFinite(issue.evidence.value)).toBe(true)
        expect(issue.suppressedBy).not.toBe(issue.id)
      }
      expect([...open]).toEqual([])
      expect(diagnosis.issues).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a replay finds what the live call found, byte for byte', () => {
  fc.assert(
    fc.property(observations, (list) => {
      const samples: unknown = JSON.parse(JSON.stringify(list.map(({ sample }) => sample)))
      const replayed = (samples as Observation['sample'][]).map((sample, index) => ({ ...list[index], sample }))
      expect(JSON.stringify(diagnose(replayed))).toBe(JSON.stringify(diagnose(list)))
    }),
    { numRuns: 100 },
  )
})

test('to resolve is easier than to raise, for every detector', () => {
  for (const { clear, raise, critical = Infinity } of detectors) {
    expect(clear).toBeLessThan(raise)
    expect(critical).toBeGreaterThan(raise)
  }
})
