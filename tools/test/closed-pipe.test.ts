import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

// `earshot-diagnostics FILE --to csv | head`: only a process has a pipe that its reader closes. It is built from the sources, which nothing else
// here needs.

const packageFolder = fileURLToPath(new URL('../../packages/diagnostics', import.meta.url))
const file = path.join(packageFolder, 'test/fixtures/labelled/clean-hall.jsonl.gz')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-closed-pipe-'))
  const conditions = ['@earshot/source', 'node']
  await build({
    root: packageFolder,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, resolve: { conditions } },
    resolve: { conditions },
    build: { ssr: 'src/bin.ts', outDir: folder, emptyOutDir: false, rollupOptions: { output: { entryFileNames: 'bin.mjs' } } },
  })
})
afterAll(() => rm(folder, { recursive: true }))

test.each([[[]], [['--to', 'csv']], [['--to', 'anonymous']]])(
  'ends quietly when whoever reads what it prints has stopped, with %j',
  async (options) => {
    const child = spawn(process.execPath, [path.join(folder, 'bin.mjs'), file, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let complained = ''
    child.stderr.on('data', (text: Buffer) => (complained += text.toString()))
    const [code] = await once(child, 'close')
    expect([complained, code]).toEqual(['', 0])
  },
)
