import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A server of a test's own, which may be stopped and started again at the same address. */
export interface OwnServer {
  readonly origin: string
  start(): Promise<void>
  stop(): Promise<void>
}

export async function ownServer(): Promise<OwnServer> {
  const [port, httpsPort] = [await freePort(), await freePort()]
  const origin = `http://127.0.0.1:${port}`
  let stop = async (): Promise<void> => {}

  return {
    origin,
    stop: () => stop(),

    async start() {
      const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port), HTTPS_PORT: String(httpsPort), LOG_LEVEL: 'warn' }
      const server = spawn(process.execPath, ['apps/demo/dist/server/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      stop = async () => {
        stop = async () => {}
        if (server.exitCode !== null) return
        const exited = once(server, 'exit')
        server.kill('SIGKILL') // it has no time to say goodbye
        await exited
      }
      await untilPrinted(origin, server.stdout)
    },
  }
}

/** The server prints its addresses once it listens. */
async function untilPrinted(text: string, output: AsyncIterable<unknown>): Promise<void> {
  let printed = ''
  for await (const chunk of output) {
    printed += String(chunk)
    if (printed.includes(text)) return
  }
  throw new Error(`the server did not start: ${printed}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
