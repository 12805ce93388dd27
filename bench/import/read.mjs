import { createReadStream } from 'node:fs'

import { conclude, inquire, newInquiry, openRecording } from '@earshot/diagnostics'

// `node read.mjs FILE nothing|import|judge`: prints what it took, as JSON.

const [file = '', work] = process.argv.slice(2)
const startedAt = performance.now()
let reports = 0
if (work !== 'nothing') {
  const { entries } = await openRecording(createReadStream(file))
  let inquiry = newInquiry
  for await (const entry of entries) {
    if (entry.type === 'report') reports += 1
    if (work === 'judge') [inquiry] = inquire(inquiry, entry)
  }
  conclude(inquiry)
}
const seconds = (performance.now() - startedAt) / 1_000
console.log(JSON.stringify({ seconds, reports, peakBytes: 1_024 * process.resourceUsage().maxRSS }))
