import { readFile } from 'node:fs/promises'

import { conclude, inquire, newInquiry, openRecording, type Entry, type Findings, type RecordedEvent } from '@earshot/diagnostics'

import { chunks, reportAt } from './entries.ts'

/** What a small recording of a call that went wrong tells (`fixtures/cases`). */
export async function findingsOfCase(name: string): Promise<Findings> {
  return findingsOfText(await readFile(new URL(`fixtures/cases/${name}.jsonl`, import.meta.url), 'utf8'))
}

export async function findingsOfText(text: string): Promise<Findings> {
  const { entries } = await openRecording(chunks(new TextEncoder().encode(text)))
  let inquiry = newInquiry
  for await (const entry of entries) [inquiry] = inquire(inquiry, entry)
  return conclude(inquiry)
}

/** The moment that every recording here begins. */
export const start = 1_700_000_000_000

export function eventAt(second: number, event: RecordedEvent, connection: string | null = 'c'): Entry {
  return { type: 'event', connection, timestamp: start + 1_000 * second, event }
}

/** Entries of a report by how many seconds have passed. */
export type Reports = (second: number) => readonly object[]

/** A report a second, after the connection has come up. */
export function call(seconds: number, reports: Reports, { everySeconds = 1, connection = 'c' } = {}): readonly Entry[] {
  const times = Array.from({ length: Math.floor(seconds / everySeconds) }, (_, index) => (index + 1) * everySeconds)
  return [
    eventAt(0, { type: 'opened', url: null, configuration: null }, connection),
    eventAt(0.1, { type: 'ice', state: 'checking' }, connection),
    eventAt(0.2, { type: 'ice', state: 'connected' }, connection),
    eventAt(0.3, { type: 'connection', state: 'connected' }, connection),
    ...times.map((second) => ({ ...reportAt(start + 1_000 * second, ...path, ...reports(second)), connection })),
  ]
}

const path = [
  { id: 'T', type: 'transport', dtlsState: 'connected', selectedCandidatePairId: 'P' },
  { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.03, localCandidateId: 'L', remoteCandidateId: 'L' },
  { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
]

/** A picture that arrives well: 100 packets and 30 frames a second. */
export function picture(second: number, different: object = {}): object {
  return {
    ...{ id: 'IV', type: 'inbound-rtp', kind: 'video', ssrc: 1, mid: '1', frameWidth: 640, frameHeight: 360, jitter: 0.005 },
    ...{ packetsReceived: 100 * second, packetsLost: 0, bytesReceived: 100_000 * second },
    ...{ framesReceived: 30 * second, framesDecoded: 30 * second, freezeCount: 0, totalFreezesDuration: 0 },
    ...different,
  }
}

/** Sound that arrives well: 50 packets a second. */
export function sound(second: number, different: object = {}): object {
  return {
    ...{ id: 'IA', type: 'inbound-rtp', kind: 'audio', ssrc: 2, mid: '0', jitter: 0.004, packetsReceived: 50 * second },
    ...{ packetsLost: 0, bytesReceived: 4_000 * second, totalSamplesReceived: 48_000 * second, totalSamplesDuration: second },
    ...{ totalAudioEnergy: 0.01 * second, concealedSamples: 0, silentConcealedSamples: 0, packetsDiscarded: 0 },
    ...{ jitterBufferDelay: 0.06 * 48_000 * second, jitterBufferEmittedCount: 48_000 * second },
    ...different,
  }
}
