import { spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * @typedef {object} Coturn
 * @property {number} port on 127.0.0.1, UDP only
 * @property {(lifetimeS: number, through?: number) => IceServer} iceServer credentials that the server takes for `lifetimeS`, and its
 *   address, which is that of a proxy in front of it where `through` names one's port
 * @property {() => Promise<void>} stop kills it, without a goodbye to its clients
 *
 * @typedef {{ readonly urls: string; readonly username: string; readonly credential: string }} IceServer an RTCIceServer
 */

const host = '127.0.0.1'

/** Where Debian and its relatives put it; whoever tests a call over a relay needs the package `coturn`. */
const program = ['/usr/bin/turnserver', '/usr/local/bin/turnserver', '/opt/homebrew/bin/turnserver'].find((file) =>
  existsSync(file),
)

export const coturnInstalled = program !== undefined

/**
 * Starts a TURN server on a free loopback port, with a secret of its own.
 *
 * @param {{ readonly tcp?: boolean }} [options] `tcp`: its clients reach it over TCP instead of UDP
 * @returns {Promise<Coturn>}
 */
export async function startCoturn({ tcp = false } = {}) {
  if (program === undefined) throw new Error('There is no TURN server: install coturn (on Debian: apt-get install coturn).')
  const port = await freeUdpPort()
  const secret = randomBytes(24).toString('hex')
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-coturn-'))
  const file = path.join(folder, 'turnserver.conf')
  await writeFile(file, settings({ port, secret, folder, tcp }), { mode: 0o600 })

  const server = spawn(program, ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(server, 'exit')
  let printed = ''
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk) => (printed = (printed + chunk).slice(-4_000)))
  const stop = async () => {
    server.kill('SIGKILL')
    await exited
    await rm(folder, { recursive: true, force: true })
  }

  try {
    await Promise.race([
      untilItAnswers(port),
      exited.then(() => Promise.reject(new Error(`The TURN server has exited:\n${printed}`))),
    ])
  } catch (error) {
    await stop()
    throw error
  }
  return { port, stop, iceServer: (lifetimeS, through = port) => iceServer(secret, lifetimeS, through, tcp ? 'tcp' : 'udp') }
}

/**
 * The user's name says until when the password is good, and the password is a signature of the name: draft-uberti-behave-turn-rest.
 *
 * @param {string} secret
 * @param {number} lifetimeS
 * @param {number} port
 * @param {'udp' | 'tcp'} transport
 * @returns {IceServer}
 */
function iceServer(secret, lifetimeS, port, transport) {
  const username = `${Math.floor(Date.now() / 1_000) + lifetimeS}:earshot`
  const credential = createHmac('sha1', secret).update(username).digest('base64')
  return { urls: `turn:${host}:${port}?transport=${transport}`, username, credential }
}

/**
 * @param {{ port: number; secret: string; folder: string; tcp: boolean }} of
 * @returns {string}
 */
function settings({ port, secret, folder, tcp }) {
  return [
    `listening-ip=${host}`,
    `relay-ip=${host}`,
    `listening-port=${port}`,
    'min-port=61000', // above the ports that the system hands out by itself
    'max-port=65535',
    'allow-loopback-peers', // both ends of the call are on this machine
    'no-multicast-peers',
    ...(tcp ? [] : ['no-tcp']),
    'no-tls',
    'no-dtls',
    'no-cli',
    'realm=earshot.test',
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    `userdb=${path.join(folder, 'turndb')}`,
    `pidfile=${path.join(folder, 'turnserver.pid')}`,
    'log-file=stdout',
    'simple-log',
    '',
  ].join('\n')
}

/**
 * Asks for its own address until the server says it: it prints nothing that would mean "ready".
 *
 * @param {number} port
 * @returns {Promise<void>}
 */
async function untilItAnswers(port) {
  // A STUN Binding request without attributes: type, length, magic cookie, transaction id (RFC 8489 5).
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)])
  const socket = createSocket('udp4')
  const asking = setInterval(() => socket.send(request, port, host), 50)
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })
  } finally {
    clearInterval(asking)
    socket.close()
  }
}

/** @returns {Promise<number>} */
async function freeUdpPort() {
  const probe = createSocket('udp4').bind(0, host)
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
