import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * @typedef {object} Mosquitto
 * @property {number} port on 127.0.0.1, of the listener that `start` was asked for
 * @property {() => string} log what it has printed
 * @property {() => Promise<void>} kill without a goodbye to its clients
 *
 * @typedef {object} MosquittoOptions
 * @property {number} [port] a free one, if none is named
 * @property {string} [configuration] everything but the port, where `PORT` stands for it and `FOLDER` for where `files` are
 * @property {Readonly<Record<string, string>>} [files] files that the configuration names, by name
 */

const host = '127.0.0.1'

/** Where Debian and its relatives put it. */
const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find((file) =>
  existsSync(file),
)

/** With CI set nothing may be skipped: the start fails and says what is missing. */
export const withoutMosquitto = program === undefined && !process.env['CI']

const missing = 'There is no MQTT broker: install mosquitto (on Debian: apt-get install mosquitto).'
if (withoutMosquitto) console.log(`Tests with mosquitto are skipped. ${missing}`)

/** MQTT over TCP for whoever asks. */
const open = `listener PORT ${host}\nallow_anonymous true\n`

/**
 * Starts a broker of its own, with nothing kept on disk.
 *
 * @param {MosquittoOptions} [options]
 * @returns {Promise<Mosquitto>}
 */
export async function startMosquitto({ port: wanted, configuration = open, files = {} } = {}) {
  if (program === undefined) throw new Error(missing)
  const port = wanted ?? (await freePort())
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-mosquitto-'))
  const fill = (/** @type {string} */ text) => text.replaceAll('PORT', String(port)).replaceAll('FOLDER', folder)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), fill(text), { mode: 0o600 })
  const file = path.join(folder, 'mosquitto.conf')
  // As root it would give its rights away, and could not read its files any more.
  const asWhom = process.getuid?.() === 0 ? 'user root\n' : ''
  await writeFile(file, `${asWhom}${fill(configuration)}`, { mode: 0o600 })

  const broker = spawn(program, ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(broker, 'exit')
  let printed = ''
  for (const output of [broker.stdout, broker.stderr]) output.on('data', (chunk) => (printed = (printed + chunk).slice(-8_000)))
  const kill = async () => {
    broker.kill('SIGKILL')
    await exited
    await rm(folder, { recursive: true, force: true })
  }

  try {
    await Promise.race([untilItAnswers(port), exited.then(() => Promise.reject(new Error(`mosquitto has exited:\n${printed}`)))])
  } catch (error) {
    await kill()
    throw error
  }
  return { port, kill, log: () => printed }
}

/**
 * @param {number} port
 * @returns {Promise<void>}
 */
async function untilItAnswers(port) {
  const deadline = performance.now() + 10_000
  for (;;) {
    const socket = connect(port, host)
    try {
      await once(socket, 'connect')
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      socket.destroy()
    }
  }
}

/** @returns {Promise<number>} */
export async function freePort() {
  const probe = createServer().listen(0, host)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
