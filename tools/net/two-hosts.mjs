import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { forward } from './forward.mjs'

/**
 * Two machines on one cable: network namespaces with a pair of virtual interfaces. Nothing else is reachable from there, but for one
 * server of this machine, at its usual `http://localhost` address.
 *
 * @typedef {object} TwoHosts
 * @property {Host} first
 * @property {Host} second
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Host
 * @property {string} address
 * @property {string} program a file that runs the browser inside, for Playwright's `executablePath`
 * @property {(address: string) => void} moveTo another network: the interface has the one address no more, then it has the other
 */

const ipProgram = 'ip' // of Debian's iproute2
const prefix = 24

/** Whether this user may make network namespaces: on Linux, root may, unless a container forbids it. */
export function namespacesPermitted() {
  const name = `earshot-${randomBytes(3).toString('hex')}`
  try {
    ip('netns', 'add', name)
    ip('netns', 'delete', name)
    return true
  } catch {
    return false
  }
}

/**
 * @param {{ readonly browser: string; readonly serverPort: number }} options
 * @returns {Promise<TwoHosts>}
 */
export async function startTwoHosts({ browser, serverPort }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-hosts-'))
  const socketPath = path.join(folder, 'server.sock')
  const server = await forward(socketPath, serverPort)
  const names = ['a', 'b'].map((which) => `earshot-${randomBytes(3).toString('hex')}-${which}`)
  /** @type {import('node:child_process').ChildProcess[]} */
  const forwards = []
  const close = async () => {
    await Promise.all(forwards.map(end))
    for (const name of names) ip('netns', 'delete', name)
    server.close()
    await rm(folder, { recursive: true, force: true })
  }

  for (const name of names) ip('netns', 'add', name)
  try {
    const [near = '', far = ''] = names
    ip('-n', near, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', far)
    for (const name of names) forwards.push(await startForward(name, serverPort, socketPath))
    const [first, second] = [await startHost(near, '10.77.0.1'), await startHost(far, '10.77.0.2')]
    return { first, second, close }
  } catch (error) {
    await close()
    throw error
  }

  /**
   * @param {string} name
   * @param {string} address
   * @returns {Promise<Host>}
   */
  async function startHost(name, address) {
    ip('-n', name, 'link', 'set', 'eth0', 'addrgenmode', 'none') // no IPv6 beside the address that is meant
    ip('-n', name, 'link', 'set', 'eth0', 'up')
    ip('-n', name, 'address', 'add', `${address}/${prefix}`, 'dev', 'eth0')
    const program = path.join(folder, name)
    await writeFile(program, `#!/bin/sh\nexec ip netns exec ${name} ${browser} "$@"\n`, { mode: 0o755 })
    return {
      address,
      program,
      moveTo(next) {
        ip('-n', name, 'address', 'flush', 'dev', 'eth0')
        ip('-n', name, 'address', 'add', `${next}/${prefix}`, 'dev', 'eth0')
      },
    }
  }
}

/**
 * @param {string} name
 * @param {number} port
 * @param {string} socketPath
 */
async function startForward(name, port, socketPath) {
  ip('-n', name, 'link', 'set', 'lo', 'up')
  const program = fileURLToPath(new URL('forward.mjs', import.meta.url))
  const parameters = ['netns', 'exec', name, process.execPath, program, String(port), socketPath]
  const child = spawn(ipProgram, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`Nothing forwards to the server from ${name}.`))),
  ])
  return child
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}

/** @param {readonly string[]} parameters */
function ip(...parameters) {
  execFileSync(ipProgram, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
}
