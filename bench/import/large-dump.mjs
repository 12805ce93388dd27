import { createWriteStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { gunzipSync } from 'node:zlib'

/** Chrome keeps so many points of a series. */
const points = 1_000
const periodMs = 1_000.7

/**
 * Writes a dump as large as wanted: the recorded call of the fixture, drawn out to as long as Chrome keeps it, again and again.
 *
 * @param {string} file
 * @param {number} bytes at least
 */
export async function writeLargeDump(file, bytes) {
  const fixture = new URL('../../packages/diagnostics/test/fixtures/webrtc-internals.json.gz', import.meta.url)
  const dump = JSON.parse(gunzipSync(readFileSync(fixture)).toString())
  const connections = Object.values(dump.PeerConnections).map((connection) =>
    indented({ ...connection, stats: longer(connection.stats) }),
  )
  await pipeline(Readable.from(text(connections, bytes)), createWriteStream(file))
}

/**
 * @param {readonly string[]} connections
 * @param {number} bytes
 */
function* text(connections, bytes) {
  yield '{\n "getUserMedia": [],\n "PeerConnections": {'
  for (let written = 0, index = 0; written < bytes; index += 1) {
    const connection = connections[index % connections.length] ?? ''
    yield `${index === 0 ? '' : ','}\n  "10-${index}": ${connection}`
    written += connection.length
  }
  yield '\n },\n "UserAgent": "Mozilla/5.0"\n}'
}

/** @param {object} connection */
function indented(connection) {
  return JSON.stringify(connection, null, 1).replaceAll('\n', '\n  ')
}

/**
 * Every series goes on from its last value at the pace it had.
 *
 * @param {Record<string, { startTime: string, endTime: string, values: string }>} stats
 */
function longer(stats) {
  const ofSeries = Object.entries(stats).map(([key, series]) => {
    const values = JSON.parse(series.values)
    const [first, last] = [values[0], values.at(-1)]
    const step = key.endsWith('-timestamp') ? periodMs : typeof last === 'number' ? (last - first) / values.length : 0
    const added = Array.from({ length: points }, (_, index) => grown(last, step, index + 1))
    const end = Date.parse(series.endTime) + points * periodMs
    const [startTime, endTime] = [end - (points - 1) * periodMs, end].map((time) => new Date(time).toISOString())
    return [key, { ...series, startTime, endTime, values: JSON.stringify([...values, ...added].slice(-points)) }]
  })
  return Object.fromEntries(ofSeries)
}

/**
 * @param {unknown} last
 * @param {number} step
 * @param {number} steps
 */
function grown(last, step, steps) {
  if (typeof last !== 'number' || step === 0) return last
  return Number.isInteger(last) ? Math.round(last + step * steps) : last + step * steps
}
