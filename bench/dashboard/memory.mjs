import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { createServer, defaultServerConditions } from 'vite'

// What a peer that is watched for a day takes, in a process of its own that was started with --expose-gc: megabytes by hour, as JSON.

const root = fileURLToPath(new URL('../..', import.meta.url))
const recording = `${root}/packages/diagnostics/test/fixtures/labelled/clean-hall.jsonl.gz`
const conditions = ['@earshot/source', ...defaultServerConditions]
const app = '/apps/stats-dashboard/src/lib'

const vite = await createServer({
  ...{ configFile: false, root, logLevel: 'error', appType: 'custom' },
  ...{ server: { middlewareMode: true, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true } },
  ssr: { noExternal: [/^@earshot\//], resolve: { conditions } },
})
const { growing } = await vite.ssrLoadModule(`${app}/session.ts`)
const { keepLines } = await vite.ssrLoadModule(`${app}/lines.ts`)
const { createEntryWriter, createRecordingStream } = await vite.ssrLoadModule('/packages/diagnostics/src/index.ts')

const entries = createRecordingStream().push(gunzipSync(await readFile(recording)).toString('utf8'))
/** @type {any[]} */
const reports = entries.filter((/** @type {any} */ { type }) => type === 'report')
const [one, next] = reports.slice(40)
const connection = one.connection

// What is compiled and loaded once is not the memory of a peer.
const first = watched('first')
for (let second = 1; second <= 600; second += 1) first(second)
const before = used()
const push = watched('second')
/** @type {Record<string, number>} */
const megabytes = {}
for (let second = 1; second <= 24 * 3_600; second += 1) {
  push(second)
  if ([1, 6, 12, 24].includes(second / 3_600)) megabytes[second / 3_600] = (used() - before) / 1e6
}
await vite.close()
console.log(JSON.stringify(megabytes))

/** @param {string} key */
function watched(key) {
  const [session, lines, writer] = [growing(key, connection), keepLines(), createEntryWriter()]
  return (/** @type {number} */ second) => {
    const entry = { ...one, report: reportAt(second) }
    session.push(entry)
    lines.push(writer.write(entry))
  }
}

/**
 * The counters of the recording go on as they did between two of its reports.
 *
 * @param {number} second
 */
function reportAt(second) {
  const stats = new Map(
    [...one.report.stats].map(([id, members]) => {
      const later = next.report.stats.get(id) ?? {}
      const grown = Object.entries(members).map(([name, value]) => {
        const step = typeof value === 'number' && typeof later[name] === 'number' ? Math.max(0, later[name] - value) : 0
        return [name, typeof value === 'number' ? value + second * step : value]
      })
      return [id, Object.fromEntries(grown)]
    }),
  )
  return { ...one.report, timestamp: one.report.timestamp + 1_000 * second, stats }
}

function used() {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
