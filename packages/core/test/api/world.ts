import { vi } from 'vitest'

import { memoryTransport } from '../../src/index.ts'
import type { Random } from '../model/random.ts'
import { seededRandom } from '../model/random.ts'

import { End } from './end.ts'
import { FakePeerConnection, FakeReceiver, FakeSender, FakeTransceiver } from './fake-connection.ts'
import { FakeDataChannel } from './fake-data-channel.ts'
import { FakeDevices, FakeStream, FakeTrack } from './fake-media.ts'
import { FakeNetwork } from './fake-network.ts'
import { VirtualTime } from './virtual-time.ts'

/** What a listener of the page throws, on purpose. */
export class ListenerMistake extends Error {}

/** One browser with a few pages that meet in a room, and a network between them. Everything happens as its seed says. */
export class World {
  static readonly time = new VirtualTime()
  static #current: World | null = null
  readonly time = World.time
  readonly random: Random
  readonly network: FakeNetwork
  readonly devices: FakeDevices
  readonly transport = memoryTransport()
  readonly window = new EventTarget()
  readonly ends: readonly End[]
  readonly faults: string[] = []
  /** What the configuration's source does at the next question. */
  configuration: () => unknown = () => ({})

  constructor(seed: number) {
    World.#current = this
    this.time.reset()
    this.random = seededRandom(seed ^ 0x5eed)
    this.network = new FakeNetwork(this.time, this.random)
    this.network.tellsStreams = true
    this.devices = new FakeDevices(this.time)
    const names = this.random.percent(20) ? ['a', 'b', 'c'] : ['a', 'b']
    this.ends = names.map((name) => new End(this, name))
  }

  static get current(): World {
    if (World.#current === null) throw new Error('There is no world.')
    return World.#current
  }

  fault(text: string): void {
    this.faults.push(text)
  }

  /** Puts what a browser has in place of what Node has. */
  static install(): void {
    World.time.install()
    class Connection extends FakePeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(World.current.network, configuration)
      }
    }
    const codecs = {
      codecs: [
        { mimeType: 'video/VP8', clockRate: 90_000 },
        { mimeType: 'video/H264', clockRate: 90_000 },
      ],
    }
    vi.stubGlobal('RTCPeerConnection', Connection)
    vi.stubGlobal('RTCRtpReceiver', Object.assign(FakeReceiver, { getCapabilities: () => codecs }))
    vi.stubGlobal('RTCRtpSender', Object.assign(FakeSender, { getCapabilities: () => codecs }))
    vi.stubGlobal('RTCRtpTransceiver', FakeTransceiver)
    vi.stubGlobal('RTCDataChannel', FakeDataChannel)
    vi.stubGlobal('MediaStream', FakeStream)
    vi.stubGlobal('MediaStreamTrack', FakeTrack)
    vi.stubGlobal('addEventListener', (...values: Parameters<EventTarget['addEventListener']>) =>
      World.current.window.addEventListener(...values),
    )
    vi.stubGlobal('removeEventListener', (...values: Parameters<EventTarget['removeEventListener']>) =>
      World.current.window.removeEventListener(...values),
    )
    vi.stubGlobal('navigator', {
      userAgent: 'Fake',
      get mediaDevices() {
        return World.current.devices
      },
    })
  }

  static remove(): void {
    vi.unstubAllGlobals()
  }
}

/** What Node says of errors that nobody took: everything that this finds would have been in a browser's console. */
export class UncaughtErrors {
  readonly #found: unknown[] = []
  readonly #before = new Map<string, readonly Function[]>()
  readonly #take = (error: unknown): void => {
    if (!(error instanceof ListenerMistake)) this.#found.push(error)
  }

  install(): void {
    for (const name of ['unhandledRejection', 'uncaughtException'] as const) {
      this.#before.set(name, process.rawListeners(name))
      process.removeAllListeners(name)
      process.on(name, this.#take)
    }
  }

  remove(): void {
    for (const [name, listeners] of this.#before) {
      process.removeAllListeners(name)
      for (const listener of listeners) process.on(name, listener as never)
    }
  }

  take(): readonly unknown[] {
    return this.#found.splice(0)
  }
}
