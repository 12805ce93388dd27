import { expect, test, vi } from 'vitest'

import { createDrawQueue } from '../../src/lib/draw-queue.ts'

function frames(): { readonly next: (callback: () => void) => void; readonly run: () => void; readonly waiting: () => number } {
  let callbacks: (() => void)[] = []
  return {
    next: (callback) => void callbacks.push(callback),
    run: () => {
      const due = callbacks
      callbacks = []
      for (const callback of due) callback()
    },
    waiting: () => callbacks.length,
  }
}

test('draws once a frame what was asked for many times', () => {
  const { next, run, waiting } = frames()
  const queue = createDrawQueue(next, () => 0)
  const draw = vi.fn<() => void>()
  for (let time = 0; time < 5; time += 1) queue.request(draw)
  expect(waiting()).toBe(1)
  run()

  expect(draw).toHaveBeenCalledTimes(1)
  expect(waiting()).toBe(0)
})

test('spreads many charts over several frames, at least one in each', () => {
  const { next, run } = frames()
  let time = 0
  const queue = createDrawQueue(next, () => time)
  const draws = [2, 2, 2, 2, 9, 2].map((ms) => vi.fn<() => void>(() => void (time += ms)))
  for (const draw of draws) queue.request(draw)
  const drawn = (): number => draws.filter(({ mock }) => mock.calls.length > 0).length

  run()
  expect(drawn()).toBe(3)
  run()
  expect(drawn()).toBe(5)
  run()
  expect(drawn()).toBe(6)
})

test('does not draw what is gone', () => {
  const { next, run } = frames()
  const queue = createDrawQueue(next, () => 0)
  const draw = vi.fn<() => void>()
  queue.request(draw)
  queue.forget(draw)
  run()

  expect(draw).not.toHaveBeenCalled()
})
