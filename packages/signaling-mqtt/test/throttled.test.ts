import type { ChannelEvent, SignalingChannel } from '@earshot/core/signaling'
import { mqtt } from '@earshot/signaling-mqtt'
import { afterEach, expect, test, vi } from 'vitest'

import { listening } from './listening.ts'

const leaseMs = 600
/** To the lease what a minute, at which browsers run the timers of a hidden page, is to fifteen seconds. */
const throttledMs = leaseMs * 4

afterEach(() => vi.restoreAllMocks())

test.each([
  ['while those of another page are not', { anna: false, ben: true }],
  ['while those of all others are, too', { anna: true, ben: true }],
])('F16: a page whose timers run once a minute stays in the room, %s', async (_, throttled) => {
  const server = await listening()
  const timers = throttleTimers()
  const heard: ChannelEvent[] = []
  const join = async (peerId: 'anna' | 'ben'): Promise<SignalingChannel> => {
    timers.throttled = throttled[peerId]
    const self = { peerId, epoch: `${peerId}-1`, role: 'member', name: peerId, capabilities: [], data: null } as const
    const channel = await mqtt({ url: server.url, leaseMs }).open('room', self)
    channel.subscribe((event) => heard.push(event))
    return channel
  }
  const channels = [await join('anna'), await join('ben')]
  await expect.poll(() => timers.ticks, { timeout: 30_000 }).toBeGreaterThanOrEqual(throttled.anna ? 6 : 3)
  expect(heard.map(({ type }) => type).filter((type) => type !== 'up' && type !== 'joined')).toEqual([])
  for (const channel of channels) await channel.close()
  await server.close()
})

/** Intervals that begin while `throttled` is set run as a hidden page's do; counts how often they have. */
function throttleTimers(): { throttled: boolean; ticks: number } {
  const state = { throttled: false, ticks: 0 }
  const real = globalThis.setInterval
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((task: () => void, delayMs: number) => {
    if (!state.throttled || delayMs > 1_000) return real(task, delayMs)
    const slow = (): void => {
      state.ticks += 1
      task()
    }
    return real(slow, throttledMs)
  }) as typeof setInterval)
  return state
}
