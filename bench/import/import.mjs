import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeDump } from './write-dump.mjs'

const child = fileURLToPath(new URL('read.mjs', import.meta.url))

/**
 * What reading a webrtc-internals dump of 100 MB takes, in a process of its own each time. The aims are 5 s and four times the file.
 *
 * @param {number} runs
 */
export async function benchImport(runs) {
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-bench-'))
  try {
    const file = path.join(folder, 'dump.json')
    await writeDump(file)
    const { size } = await stat(file)
    /** @type {Record<string, string | number>[]} */
    const rows = []
    for (const work of ['nothing', 'import', 'judge']) {
      const results = Array.from({ length: runs }, () =>
        JSON.parse(execFileSync(process.execPath, [child, file, work], { encoding: 'utf8' })),
      )
      const base = rows[0]
      const peak = median(results.map(({ peakBytes }) => peakBytes))
      rows.push({
        work,
        seconds: median(results.map(({ seconds }) => seconds)).toFixed(2),
        reports: results[0].reports,
        'peak, MB': (peak / 1e6).toFixed(0),
        'peak without Node, of the file': base === undefined ? '' : ((peak - 1e6 * Number(base['peak, MB'])) / size).toFixed(2),
      })
    }
    console.log(`${(size / 1e6).toFixed(0)} MB, ${runs} runs`)
    console.table(rows)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
