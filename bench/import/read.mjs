// Reads one recording in a process of its own, and tells whoever forked it what that took.

import { createReadStream } from 'node:fs'
import { importWebrtcInternals } from '../../packages/diagnostics/dist/import/webrtc-internals.js'

const [file = ''] = process.argv.slice(2)
const startedAt = performance.now()
let entries = 0
for await (const entry of importWebrtcInternals(createReadStream(file, 'utf8'), console.log)) {
  if (entry.type === 'report' && entry.report.stats.size === 0) throw new Error('A report has no entries')
  entries += 1
}
const seconds = (performance.now() - startedAt) / 1_000
process.send?.({ seconds, entries, peakBytes: process.resourceUsage().maxRSS * 1_024 })
