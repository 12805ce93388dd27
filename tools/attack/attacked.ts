import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { SignalingChannel, SignalingTransport } from '@earshot/core/signaling'
import { mqtt } from '@earshot/signaling-mqtt'
import { socketIo } from '@earshot/signaling-socketio'

export type Attacked = 'socketio' | 'aedes'

/** A server in a process of its own, as an attack leaves it. */
export interface AttackedServer {
  readonly port: number
  readonly transport: SignalingTransport
  /** Why it has dismissed whom, in order. */
  readonly dismissed: readonly string[]
  /** Memory in use, after what is not used was collected. */
  bytes(): Promise<number>
  stop(): void
}

/** Of a machine that does much else. */
const patience = { connectTimeoutMs: 60_000 }

export async function attackedServer(engine: Attacked): Promise<AttackedServer> {
  const server = fork(program('serve.mjs'), [engine], { execArgv: ['--expose-gc'] })
  const dismissed: string[] = []
  const { port } = await said(server, isPort)
  server.on('message', (word: object) => 'dismissed' in word && dismissed.push(String(word.dismissed)))
  return {
    port,
    transport:
      engine === 'aedes'
        ? mqtt({ url: `ws://127.0.0.1:${port}/mqtt`, ...patience })
        : socketIo({ url: `http://127.0.0.1:${port}`, ...patience }),
    dismissed,
    async bytes() {
      server.send('memory')
      return (await said(server, isMemory)).bytes
    },
    stop: () => server.kill('SIGKILL'),
  }
}

/** An attack in a process of its own, so that it takes no time from those who measure. */
export interface Attack {
  /** Every word that it has said. */
  readonly heard: ReadonlySet<unknown>
  /** Resolves when the attacker says this word. */
  says(word: string): Promise<void>
  stop(): void
}

export function attack(name: string, ...parameters: readonly (string | number)[]): Attack {
  const attacker = fork(program(name), parameters.map(String), { execArgv: [] })
  const heard = new Set<unknown>()
  attacker.on('message', (word) => heard.add(word))
  return {
    heard,
    async says(word) {
      if (!heard.has(word)) await said(attacker, (other): other is string => other === word)
    },
    stop: () => attacker.kill('SIGKILL'),
  }
}

/** Two who have nothing to do with the attack, in a room of their own, and say something to each other all the time. */
export interface Strangers {
  /** How often a word has gone there and back. */
  readonly exchanges: number
  /** How long the slowest of all has taken. */
  readonly slowestMs: number
  stop(): Promise<void>
}

const pauseMs = 50

export async function strangers(transport: SignalingTransport): Promise<Strangers> {
  const join = (peerId: string): Promise<SignalingChannel> =>
    transport.open('strangers', { peerId, epoch: peerId, role: 'member', name: peerId, capabilities: [], data: null })
  const [anna, ben] = [await join('anna'), await join('ben')]
  let exchanges = 0
  let slowestMs = 0
  let askedAt = performance.now()
  let pause: ReturnType<typeof setTimeout> | undefined
  const ask = (): void => {
    askedAt = performance.now()
    anna.send('ben', `${exchanges}`)
  }
  ben.subscribe((event) => event.type === 'message' && ben.send('anna', event.payload))
  anna.subscribe((event) => {
    if (event.type === 'up' && exchanges > 0) ask()
    if (event.type !== 'message' || event.payload !== `${exchanges}`) return
    slowestMs = Math.max(slowestMs, performance.now() - askedAt)
    exchanges += 1
    pause = setTimeout(ask, pauseMs)
  })
  ask()
  return {
    get exchanges() {
      return exchanges
    },
    get slowestMs() {
      return slowestMs
    },
    async stop() {
      clearTimeout(pause)
      await Promise.all([anna.close(), ben.close()])
    },
  }
}

function isPort(word: unknown): word is { readonly port: number } {
  return typeof word === 'object' && word !== null && 'port' in word
}

function isMemory(word: unknown): word is { readonly bytes: number } {
  return typeof word === 'object' && word !== null && 'bytes' in word
}

function program(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

function said<Word>(child: ChildProcess, fits: (word: unknown) => word is Word): Promise<Word> {
  return new Promise((resolve, reject) => {
    const stop = (): void => void child.off('message', listen).off('exit', end)
    const listen = (word: unknown): void => {
      if (!fits(word)) return
      stop()
      resolve(word)
    }
    const end = (): void => reject(new Error('the process has ended'))
    child.on('message', listen).once('exit', end)
  })
}
