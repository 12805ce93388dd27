import { expect, test } from 'vitest'

import { explainNote, type ImportNote, type Language } from '@earshot/diagnostics'

const notes: readonly ImportNote[] = [
  { type: 'truncated' },
  { type: 'skipped', count: 1 },
  { type: 'skipped', count: 12 },
  { type: 'limit', what: 'series' },
  { type: 'estimated-times' },
  { type: 'estimated-values', count: 3 },
]

test.each<[Language, RegExp]>([
  ['en', /^[A-Z\d][^{}]+\.$/],
  ['zh', /^[^{}.]+。$/],
])('what should be known of a file is said in sentences, in %s', (language, sentence) => {
  for (const note of notes) expect(explainNote(note, language)).toMatch(sentence)
  expect(explainNote({ type: 'skipped', count: 12 }, language)).toContain('12')
})
