import { pathToFileURL } from 'node:url'
import { run } from './run.mjs'

/** Everything a machine can say about the sources without running them. It reads dist, so the build comes first. */
const checks = [
  ['tsc', '-p', 'tsconfig.test.json'],
  ['oxlint'],
  ['oxfmt', '--check'],
  ['knip'],
  ['size-limit'],
  ['node', 'tools/check-packages.mjs'],
]

/**
 * Runs every check, also after one has failed: whoever reads the log wants all of it.
 *
 * @returns {Promise<number>} how many failed
 */
export async function runChecks() {
  let failed = 0
  for (const [command = '', ...parameters] of checks) {
    console.log(`\n> ${[command, ...parameters].join(' ')}`)
    if (await run(command, parameters)) continue
    failed += 1
    console.log(`check failed: ${[command, ...parameters].join(' ')}`)
  }
  return failed
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await runChecks()) ? 1 : 0
