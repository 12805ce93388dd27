import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const fixture = new URL('../../packages/diagnostics/test/fixtures/dumps/webrtc-internals.json.gz', import.meta.url)
const child = fileURLToPath(new URL('read.mjs', import.meta.url))
const megabytes = 100
/** As many as webrtc-internals keeps of each member: 16 min 40 s. */
const points = 1_000

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

/**
 * The connections of the fixture again and again, each series as long as webrtc-internals keeps it.
 *
 * @param {string} file
 */
async function writeDump(file) {
  const dump = JSON.parse(gunzipSync(await readFile(fixture)).toString('utf8'))
  const output = createWriteStream(file)
  const state = { written: 0 }
  /** @param {string} text */
  const write = async (text) => {
    state.written += text.length
    if (!output.write(text)) await once(output, 'drain')
  }
  await write(`{ "UserAgent": ${JSON.stringify(dump.UserAgent)}, "getUserMedia": [],\n "PeerConnections": {`)
  for (let number = 0; state.written < 1e6 * megabytes; number += 1) {
    const connections = Object.values(dump.PeerConnections)
    const { stats, ...rest } = connections[number % connections.length]
    const longer = Object.entries(stats).map(([name, series]) => [name, lengthened(name, series)])
    await write(
      `${number === 0 ? '' : ','}\n"1-${number}": ${JSON.stringify({ ...rest, stats: Object.fromEntries(longer) }, null, 1)}`,
    )
  }
  await write('\n}}')
  output.end()
  await once(output, 'close')
}

/**
 * What was there from the first report is made longer, at one report a second.
 *
 * @param {string} name
 * @param {{ startTime: string; endTime: string; values: string }} series
 */
function lengthened(name, series) {
  const values = JSON.parse(series.values)
  if (values.length < 20) return series
  const last = values.at(-1)
  const step = name.endsWith('-timestamp') ? 1_000 : typeof last === 'number' ? (last - values[0]) / (values.length - 1) : 0
  const longer = Array.from(
    { length: points },
    (_, index) => values[index] ?? (step === 0 ? last : last + step * (index - values.length + 1)),
  )
  const endTime = new Date(Date.parse(series.endTime) + 1_000 * (points - values.length)).toISOString()
  return { ...series, endTime, values: JSON.stringify(longer) }
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
