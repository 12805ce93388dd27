import { connectLoopback } from '@earshot/core'
import { diagnose, record, openRecording, type Entry, type IssueChange } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import { syntheticStream } from '../../core/test/room/support.ts'

test('a real call in which nothing else is wrong has no other issue than its loud tone, live and in its recording, on either side', async () => {
  const calls = await connectLoopback({ stream: syntheticStream(), statsIntervalMs: 500 })
  const ends = calls.map((call) => {
    // Sound that is not played is an issue, and rightly so.
    call.on('track', ({ track }) => play(track))
    const recorder = record(call)
    const live: IssueChange[] = []
    let samples = 0
    const diagnosis = diagnose(call)
    diagnosis.on('issue', (change) => live.push(change))
    diagnosis.on('sample', () => (samples += 1))
    return { recorder, live, samples: () => samples, diagnosis }
  })
  await expect.poll(() => Math.min(...ends.map(({ samples }) => samples())), { timeout: 25_000 }).toBeGreaterThan(24)
  expect(ends.map(({ diagnosis }) => diagnosis.verdict.level)).toEqual(['good', 'good'])
  calls[0].hangUp()
  for (const { recorder, live } of ends) {
    await recorder.stop()
    const entries = await entriesOf(await recorder.save())
    const replayed = diagnose(entries).issues
    // The tone that is sent is as loud as can be.
    expect(replayed.map(({ type }) => type)).toEqual(['mic-clipping'])
    const ended = [...new Map(live.map(({ issue }) => [issue.id, issue])).values()]
    expect(JSON.stringify(ended)).toBe(JSON.stringify(replayed))
  }
})

async function entriesOf(file: Blob): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  const bytes = [new Uint8Array(await file.arrayBuffer())]
  const recording = await openRecording(
    (async function* () {
      yield* bytes
    })(),
  )
  for await (const entry of recording.entries) entries.push(entry)
  return entries
}

function play(track: MediaStreamTrack): void {
  const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
  element.muted = track.kind === 'video'
  element.srcObject = new MediaStream([track])
  void element.play()
}
