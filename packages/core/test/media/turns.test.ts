import { expect, test } from 'vitest'

import { Turns } from '../../src/media/turns.ts'

test('one task runs after the other, whatever becomes of the one before', async () => {
  const turns = new Turns<string>()
  const order: string[] = []
  const first = turns.run(['video'], {}, async () => {
    await Promise.resolve()
    order.push('first')
    throw new Error('in vain')
  })
  const second = turns.run(['audio'], {}, async () => order.push('second'))
  await expect(first).rejects.toThrow('in vain')
  await second
  expect(order).toEqual(['first', 'second'])
})

test('what waits for one thing is given up, and what is for another one goes on', async () => {
  const turns = new Turns<string>()
  const camera = turns.run(['video'], {}, untilGivenUp)
  const switched = turns.run(['video'], {}, async () => 'switched')
  const microphone = turns.run(['audio'], {}, async () => 'open')
  expect(turns.has('video')).toBe(true)
  turns.giveUp('video')
  await expect(camera).rejects.toMatchObject({ name: 'AbortError' })
  await expect(switched).rejects.toMatchObject({ name: 'AbortError' })
  await expect(microphone).resolves.toBe('open')
  expect(turns.has('video')).toBe(false)
})

test('a signal gives up its own task alone, before and during its turn', async () => {
  const turns = new Turns<string>()
  const running = new AbortController()
  const waiting = new AbortController()
  const first = turns.run(['video'], running, untilGivenUp)
  const second = turns.run(['video'], waiting, async () => 'in time')
  waiting.abort(new Error('changed my mind'))
  await expect(second).rejects.toThrow('changed my mind')
  running.abort()
  await expect(first).rejects.toMatchObject({ name: 'AbortError' })
  await expect(turns.run(['video'], waiting, async () => 'too late')).rejects.toThrow('changed my mind')
})

function untilGivenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
