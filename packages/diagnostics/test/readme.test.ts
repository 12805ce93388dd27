import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { tellWhatIsWrong } from './example.ts'
import { callOf, congestedReports } from './reports.ts'

test('the example in the README is the one that is tested', async () => {
  const [readme, example] = await Promise.all(
    ['../README.md', 'example.ts'].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  )
  expect(readme).toContain(example)
})

test('the example says that the upload is congested, once', () => {
  const told: string[] = []
  const { call, play } = callOf()
  tellWhatIsWrong(call, (sentence) => told.push(sentence))
  play(congestedReports())
  expect(told).toEqual(['Your upload is congested. Pause uploads and backups. Send a smaller picture.'])
})
