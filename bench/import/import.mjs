import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeLargeDump } from './large-dump.mjs'

const megabyte = 1_000_000
/** The largest recording that is read. */
const largest = 100 * megabyte

/**
 * How long a large recording takes to read, and how much memory, each time in a process of its own.
 *
 * @param {number} runs
 */
export async function benchImport(runs) {
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-import-'))
  try {
    const file = path.join(folder, 'webrtc-internals.json')
    await writeLargeDump(file, largest)
    const { size } = await stat(file)
    console.log(`\nwebrtc-internals dump, ${Math.round(size / megabyte)} MB\n`)
    console.log('| seconds | entries | peak memory, MB | of the file |\n|---|---|---|---|')
    for (let run = 0; run < runs; run += 1) {
      const { seconds, entries, peakBytes } = await readInOwnProcess(file)
      const share = (peakBytes / size).toFixed(1)
      console.log(`| ${seconds.toFixed(1)} | ${entries} | ${Math.round(peakBytes / megabyte)} | ${share} times |`)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * @param {string} file
 * @returns {Promise<{ readonly seconds: number; readonly entries: number; readonly peakBytes: number }>}
 */
async function readInOwnProcess(file) {
  const child = fork(new URL('read.mjs', import.meta.url), [file])
  const [figures] = await once(child, 'message')
  return figures
}
