import { connectLoopback, type Sample } from '@earshot/core'
import { diagnose } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import { syntheticStream } from '../../core/test/room/support.ts'

test('a real call in which nothing else is wrong has no other issue than its loud tone, on either side', async () => {
  const calls = await connectLoopback({ stream: syntheticStream(), statsIntervalMs: 500 })
  const recordings = calls.map((call) => {
    // Sound that is not played is an issue, and rightly so.
    call.on('track', ({ track }) => play(track))
    const samples: Sample[] = []
    call.on('sample', (sample) => samples.push(sample))
    return samples
  })
  await expect.poll(() => Math.min(...recordings.map((samples) => samples.length)), { timeout: 25_000 }).toBeGreaterThan(24)
  calls[0].hangUp()
  const found = recordings.map((samples) => diagnose(samples.map((sample) => ({ sample }))).map(({ type }) => type))
  // The tone that is sent is as loud as can be.
  expect(found).toEqual([['mic-clipping'], ['mic-clipping']])
})

function play(track: MediaStreamTrack): void {
  const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
  element.muted = track.kind === 'video'
  element.srcObject = new MediaStream([track])
  void element.play()
}
