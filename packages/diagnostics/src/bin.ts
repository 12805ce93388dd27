#!/usr/bin/env node
import { run } from './command/run.ts'

// Whoever reads what is printed may stop before its end, as `head` does: then there is nothing left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await run(process.argv.slice(2), { input: process.stdin, output: process.stdout, errors: process.stderr })
