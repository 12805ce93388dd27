import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A server in a process of its own runs from what is built. Where it is built already, this does nothing. */
export async function buildServers(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
  const packages = ['packages/signaling-mqtt', 'packages/signaling-socketio']
  await promisify(execFile)(process.execPath, [compiler, '--build', ...packages], { cwd: root })
}
