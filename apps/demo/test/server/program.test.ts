import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { listen } from '../../server/listen.ts'
import { closeServer } from '../../server/stop.ts'

// Each test starts the program anew, on a machine that may be busy.
vi.setConfig({ testTimeout: 20_000 })

const demoFolder = fileURLToPath(new URL('../../', import.meta.url))
const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))
const onLoopback = { HOST: '127.0.0.1', PORT: '0', HTTPS_PORT: '0' }

// The program as people start it. Where it is built already, this does nothing.
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [compiler, '--build', 'tsconfig.server.json'], { cwd: demoFolder })
}, 120_000)

test('says where to go and answers there', async () => {
  const program = start([], onLoopback)
  const { here } = await program.running()
  for (const page of ['/loopback/', '/call/', '/negotiation/', '/dashboard/'])
    expect(program.output()).toContain(`${here}${page}`)
  expect((await fetch(`${here}/nothing`)).status).toBe(404)
})

test('takes signaling on the port of the pages, over http and https, with Socket.IO and with MQTT', async () => {
  const { here, hereSecure } = await start([], onLoopback).running()
  expect((await webSocket(here)).statusCode).toBe(101)
  expect((await webSocket(hereSecure)).statusCode).toBe(101)
  expect((await webSocket(here, '/mqtt')).headers['sec-websocket-protocol']).toBe('mqtt')
  expect((await webSocket(hereSecure, '/mqtt')).headers['sec-websocket-protocol']).toBe('mqtt')
  expect((await webSocket(here, '/elsewhere')).statusCode).toBe(404)
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  'stops within two seconds of %s, also while somebody is connected who does not answer',
  async (signal) => {
    const program = start([], onLoopback)
    const { here, hereSecure } = await program.running()
    await fetch(`${here}/nothing`) // leaves a connection that is kept alive
    await webSocket(here)
    await webSocket(hereSecure)

    const toldAt = performance.now()
    program.kill(signal)
    expect(await program.exitCode).toBe(0)
    expect(performance.now() - toldAt).toBeLessThan(2_000)
  },
)

test.each(['PORT', 'HTTPS_PORT'])('says in one line that a port is taken, and how to choose another: %s', async (variable) => {
  const port = await takenPort()
  const program = start([], { ...onLoopback, [variable]: String(port) })
  expect(await program.exitCode).toBe(1)
  const message = `^Port ${port} is taken by another program\\. Choose another one: ${variable}=\\d+ npx --yes pnpm@12 start\n$`
  expect(program.output()).toMatch(new RegExp(message))
})

test('says what is wrong with a flag or a variable, with exit code 2', async () => {
  const flag = start(['--prot', '1'], onLoopback)
  expect(await flag.exitCode).toBe(2)
  expect(flag.output()).toBe("Unknown option '--prot'. --help lists what there is.\n")

  const variable = start([], { ...onLoopback, PORT: 'http' })
  expect(await variable.exitCode).toBe(2)
  expect(variable.output()).toBe('PORT must be a number from 0 to 65535, not "http".\n')

  const file = start(['--cert', '/nowhere/a.pem', '--key', '/nowhere/b.pem'], onLoopback)
  expect(await file.exitCode).toBe(2)
  expect(file.output()).toBe('--cert: /nowhere/a.pem cannot be read.\n')
})

test('explains itself', async () => {
  const program = start(['--help'], {})
  expect(await program.exitCode).toBe(0)
  for (const word of ['--cert', '--key', 'PORT', 'HTTPS_PORT', 'HOST', 'LOG_LEVEL', 'LOG_FORMAT'])
    expect(program.output()).toContain(word)
})

/** Starts the program; it is ended with the test at the latest. */
function start(flags: readonly string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, ['dist/server/main.js', ...flags], { cwd: demoFolder, env: environment })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  return {
    output: () => output,
    exitCode: once(child, 'close').then(([code]: unknown[]) => code),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Waits until it says where it is. */
    running: () =>
      vi.waitFor(
        () => {
          const here = /What there is +(http:\/\/127\.0\.0\.1:\d+)\//.exec(output)?.[1]
          const httpsPort = /https is on port (\d+)/.exec(output)?.[1]
          if (here === undefined || httpsPort === undefined) throw new Error(`not started yet: ${output}`)
          return { here, hereSecure: `https://127.0.0.1:${httpsPort}` }
        },
        { timeout: 10_000, interval: 20 },
      ),
  }
}

/** Opens a web socket as the client of an engine does, and leaves it open. */
function webSocket(origin: string, path = '/socket.io/?EIO=4&transport=websocket'): Promise<IncomingMessage> {
  const headers = {
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    'sec-websocket-protocol': 'mqtt', // Socket.IO knows none
    origin,
  }
  const get = origin.startsWith('https:') ? httpsGet : httpGet
  return new Promise((resolve, reject) => {
    get(`${origin}${path}`, { headers, rejectUnauthorized: false })
      .once('upgrade', (response, socket) => {
        onTestFinished(() => void socket.destroy())
        socket.on('error', () => {}) // the server may end it first
        resolve(response)
      })
      .once('response', resolve)
      .once('error', reject)
  })
}

async function takenPort(): Promise<number> {
  const server = createServer()
  onTestFinished(() => closeServer(server))
  return listen(server, { port: 0, host: '127.0.0.1', variable: 'PORT' })
}
