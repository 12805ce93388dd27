import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

test('the example in the README is the one that is tested, and a server may import it', async () => {
  const [readme, example] = await Promise.all(
    ['../README.md', 'example.ts'].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  )
  expect(readme).toContain(example)
  const { showQuality } = await import('./example.ts')
  expect(showQuality).toBeTypeOf('function')
})
