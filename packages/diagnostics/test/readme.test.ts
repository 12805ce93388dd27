import { readFile } from 'node:fs/promises'

import type { Call } from '@earshot/core'
import { expect, test } from 'vitest'

import { explain } from './example.ts'
import { episode } from './samples.ts'

test('the example in the README is the one that is tested', async () => {
  const [readme, example] = await Promise.all(
    ['../README.md', 'example.ts'].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  )
  expect(readme).toContain(example)
})

test('the example says that the upload is congested, once', () => {
  const told: string[] = []
  const on = ((_: 'sample', listener: (sample: object) => void) => {
    for (const { sample } of episode({ sentVideo: { bandwidthLimited: 1, sendQueueMs: 100 } })) listener(sample)
    return () => undefined
  }) as Call['on']
  explain({ on }, (sentence) => told.push(sentence))
  expect(told).toEqual(['Your upload is congested. Try: pause uploads, send a smaller picture.'])
})
