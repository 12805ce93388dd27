import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { SignalingTransport } from '@earshot/core'
import { mqtt } from '@earshot/signaling-mqtt'
import { socketIo } from '@earshot/signaling-socketio'

import { freePort, startMosquitto } from '../net/mosquitto.mjs'

/** A signaling server in a process of its own, at one port for all its lives. */
export interface Engine {
  readonly port: number
  start(): Promise<void>
  /** Without a goodbye. */
  kill(): Promise<void>
  /** Through this port of this machine, which leads to the server's. */
  transport(port: number): SignalingTransport
}

export type EngineName = 'Socket.IO' | 'aedes' | 'mosquitto'

export async function engineOf(name: EngineName): Promise<Engine> {
  const port = await freePort()
  switch (name) {
    case 'Socket.IO':
      return { port, ...nodeServer('socketio', port), transport: (at) => socketIo({ url: `http://127.0.0.1:${at}` }) }
    case 'aedes':
      return { port, ...nodeServer('aedes', port), transport: (at) => mqtt({ url: `ws://127.0.0.1:${at}/mqtt` }) }
    case 'mosquitto':
      return { port, ...mosquitto(port), transport: (at) => mqtt({ url: `mqtt://127.0.0.1:${at}` }) }
  }
}

/** Runs what is built: a process of its own cannot read the sources. */
function nodeServer(kind: 'socketio' | 'aedes', port: number): Pick<Engine, 'start' | 'kill'> {
  const program = fileURLToPath(new URL('serve.mjs', import.meta.url))
  let kill = async (): Promise<void> => {}
  return {
    async start() {
      const server = spawn(process.execPath, [program, kind, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
      kill = async () => {
        const exited = once(server, 'exit')
        server.kill('SIGKILL')
        await exited
      }
      await once(server.stdout, 'data')
    },
    kill: () => kill(),
  }
}

function mosquitto(port: number): Pick<Engine, 'start' | 'kill'> {
  let kill = async (): Promise<void> => {}
  return {
    async start() {
      ;({ kill } = await startMosquitto({ port }))
    },
    kill: () => kill(),
  }
}
