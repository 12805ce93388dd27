import { spawn } from 'node:child_process'

/**
 * Runs a command to its end, with its output going where ours goes.
 *
 * @param {string} command a program on PATH; pnpm puts node_modules/.bin there
 * @param {readonly string[]} parameters
 * @param {{ readonly timeoutMs?: number; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string }} [options]
 * @returns {Promise<boolean>} whether it succeeded, in time
 */
export function run(command, parameters, { timeoutMs, env, cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: 'inherit',
      shell: process.platform === 'win32', // what npm installs there are .cmd files, which only a shell starts
      detached: timeoutMs !== undefined, // a group of its own, so that the children of a child that takes too long end too
    })
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => endGroup(child), timeoutMs)
    const settle = (/** @type {boolean} */ succeeded) => {
      clearTimeout(timer)
      resolve(succeeded)
    }
    child.once('error', () => settle(false))
    child.once('exit', (code) => settle(code === 0))
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined || process.platform === 'win32') child.kill()
  else process.kill(-child.pid)
}
