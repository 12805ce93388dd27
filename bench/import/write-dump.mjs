import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

const fixture = new URL('../../packages/diagnostics/test/fixtures/dumps/webrtc-internals.json.gz', import.meta.url)
const megabytes = 100
/** As many as webrtc-internals keeps of each member: 16 min 40 s. */
const points = 1_000

/**
 * The connections of the fixture again and again, each series as long as webrtc-internals keeps it.
 *
 * @param {string} file
 */
export async function writeDump(file) {
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
