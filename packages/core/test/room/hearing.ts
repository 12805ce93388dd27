import type { Call } from '@earshot/core'
import { afterEach, expect, vi } from 'vitest'

/** Below this nothing is heard: the square of -60 dB of full scale. */
const silence = 1e-6
const windowSeconds = 0.3

interface Heard {
  /** The sum of the squared sound pressure, per second (webrtc-stats totalAudioEnergy). */
  readonly energy: number
  readonly seconds: number
}

/** Plays what arrives, from its first packet on: browsers decode nothing else. */
export function listenTo(call: Call): Call {
  for (const { track } of call.remoteTracks.values()) play(track)
  call.on('track', ({ track }) => play(track))
  return call
}

/** Waits until the other side hears what is said here. */
export async function expectSound(call: Call): Promise<void> {
  await expect.poll(() => loudness(call), { timeout: 15_000 }).toBeGreaterThan(silence)
}

/** Waits until nothing is heard for a while: what was on its way when it was muted may still arrive. */
export async function expectSilence(call: Call): Promise<void> {
  await expect.poll(() => loudness(call), { timeout: 15_000 }).toBeLessThan(silence)
}

/** Waits until sound was received for a while, and expects that none of it was heard, from the first packet on. */
export async function expectNeverHeard(call: Call): Promise<void> {
  const { seconds } = await heard(call)
  await vi.waitFor(async () => expect((await heard(call)).seconds).toBeGreaterThan(seconds + windowSeconds), { timeout: 15_000 })
  const all = await heard(call)
  expect(all.energy / all.seconds).toBeLessThan(silence)
}

/** What is heard during the next window, as energy per second. */
async function loudness(call: Call): Promise<number> {
  const before = await heard(call)
  let after = before
  await vi.waitFor(
    async () => {
      after = await heard(call)
      expect(after.seconds).toBeGreaterThan(before.seconds + windowSeconds)
    },
    { timeout: 10_000 },
  )
  return (after.energy - before.energy) / (after.seconds - before.seconds)
}

async function heard(call: Call): Promise<Heard> {
  for (const { track } of call.remoteTracks.values()) play(track)
  const { peerConnection } = call
  let [energy, seconds] = [0, 0]
  const report: Iterable<Readonly<Record<string, unknown>>> = (await peerConnection.getStats()).values()
  for (const { type, kind, totalAudioEnergy, totalSamplesDuration, packetsReceived } of report) {
    if (type !== 'inbound-rtp' || kind !== 'audio' || !Number(packetsReceived)) continue
    energy += Number(totalAudioEnergy ?? 0)
    seconds += Number(totalSamplesDuration ?? 0)
  }
  return { energy, seconds }
}

const players = new Map<MediaStreamTrack, HTMLAudioElement>()
afterEach(() => {
  for (const player of players.values()) player.srcObject = null
  players.clear()
})

function play(track: MediaStreamTrack): void {
  if (track.kind !== 'audio' || players.has(track)) return
  const player = Object.assign(new Audio(), { srcObject: new MediaStream([track]) })
  players.set(track, player)
  void player.play().catch(() => undefined)
}
