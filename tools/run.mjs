import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/**
 * Runs a command to its end, with its output going where ours goes. `beside` something else it runs at the lowest priority, and its output
 * follows when it has ended.
 *
 * @param {string} command a program on PATH; pnpm puts node_modules/.bin there
 * @param {readonly string[]} parameters
 * @param {{
 *   readonly timeoutMs?: number
 *   readonly env?: Readonly<Record<string, string>>
 *   readonly cwd?: string
 *   readonly beside?: boolean
 * }} [options]
 * @returns {Promise<boolean>} whether it succeeded, in time
 */
export function run(command, parameters, { timeoutMs, env, cwd, beside = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32', // what npm installs there are .cmd files, which only a shell starts
      detached: timeoutMs !== undefined, // a group of its own, so that the children of a child that takes too long end too
    })
    /** @type {Buffer[]} */
    const output = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk))
    if (beside && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => endGroup(child), timeoutMs)
    const settle = (/** @type {boolean} */ succeeded) => {
      clearTimeout(timer)
      process.stdout.write(Buffer.concat(output))
      resolve(succeeded)
    }
    child.once('error', () => settle(false))
    child.once('close', (code) => settle(code === 0))
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined || process.platform === 'win32') child.kill()
  else process.kill(-child.pid)
}
