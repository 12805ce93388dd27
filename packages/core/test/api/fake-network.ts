import type { Random } from '../model/random.ts'

import type { FakePeerConnection } from './fake-connection.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A path between two connections: these two sets of ICE credentials. */
interface Path {
  readonly ends: readonly [FakePeerConnection, FakePeerConnection]
  readonly key: string
  /** Nothing gets through any more, whatever the network does. */
  dead: boolean
  up: boolean
  stopTimer: () => void
  /** What is under way, in order. While the network is down it waits: SCTP sends it again. */
  readonly carried: (() => void)[]
}

const latencyMs = 5
const disconnectedAfterMs = 4_000
const failedAfterMs = 12_000

/** Everything between the fake connections: which of them found each other, and what they carry. */
export class FakeNetwork {
  readonly time: VirtualTime
  readonly connections: FakePeerConnection[] = []
  /** Whether a section that carries another stream than before tells so, as Firefox does. */
  tellsStreams = false
  /** How many connections the browser still makes. */
  allowance = Infinity
  readonly #random: Random
  readonly #paths = new Map<FakePeerConnection, Path>()
  #down = false

  constructor(time: VirtualTime, random: Random) {
    this.time = time
    this.#random = random
  }

  get open(): readonly FakePeerConnection[] {
    return this.connections.filter(({ closed }) => !closed)
  }

  admit(connection: FakePeerConnection): number {
    if (this.allowance <= 0) throw new DOMException('Cannot create so many PeerConnections', 'UnknownError')
    this.allowance -= 1
    this.connections.push(connection)
    return this.connections.length
  }

  /** An operation of a browser takes its time. */
  moment(): Promise<void> {
    const ms = this.#random.below(4)
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.time.after(ms, resolve))
  }

  otherEnd(connection: FakePeerConnection): FakePeerConnection | undefined {
    return this.#paths.get(connection)?.ends.find((end) => end !== connection)
  }

  isUp(connection: FakePeerConnection): boolean {
    const path = this.#paths.get(connection)
    return path !== undefined && path.up && !path.dead && !this.#down
  }

  /** Descriptions or candidates are other ones. */
  changed(): void {
    for (const one of this.open) {
      for (const other of this.open) if (one.number < other.number) this.#pair(one, other)
    }
  }

  /** Sends something over the path of a connection. */
  carry(connection: FakePeerConnection, deliver: () => void): void {
    const path = this.#paths.get(connection)
    if (path === undefined) return
    path.carried.push(deliver)
    this.time.after(latencyMs, () => this.#arrive(path))
  }

  openChannels(connection: FakePeerConnection): void {
    const path = this.#paths.get(connection)
    if (path?.up === true && !path.dead) this.#openChannels(path)
  }

  break(): void {
    if (this.#down) return
    this.#down = true
    for (const path of new Set(this.#paths.values())) this.#loseTouch(path)
  }

  mend(): void {
    if (!this.#down) return
    this.#down = false
    this.changed()
    for (const path of new Set(this.#paths.values())) this.#comeBack(path)
  }

  /** The path of a connection is gone for good, as with a network that changed: only a restart of ICE finds another. */
  kill(connection: FakePeerConnection): void {
    const path = this.#paths.get(connection)
    if (path === undefined || path.dead) return
    path.dead = true
    this.#loseTouch(path)
  }

  /** A connection was closed from its own side; the other end hears the end of DTLS. */
  left(connection: FakePeerConnection): void {
    const path = this.#paths.get(connection)
    this.#paths.delete(connection)
    if (path === undefined) return
    path.stopTimer()
    const other = path.ends.find((end) => end !== connection)
    if (other === undefined || other.closed) return
    path.dead = true
    this.time.after(5, () => {
      for (const channel of other.channels) if (channel.readyState !== 'connecting') channel.closed()
    })
    this.#loseTouch(path)
  }

  #pair(one: FakePeerConnection, other: FakePeerConnection): void {
    if (!one.model.answered || !other.model.answered) return
    const [own, theirs] = [one.fragments, other.fragments]
    const local = own.local.find((fragment) => theirs.remote.includes(fragment))
    const remote = theirs.local.find((fragment) => own.remote.includes(fragment))
    if (local === undefined || remote === undefined) return
    if (!one.hasCandidatesOf(remote) && !other.hasCandidatesOf(local)) return
    const key = `${local}|${remote}`
    const known = this.#paths.get(one)
    if (known?.key === key && known.ends.includes(other)) return
    known?.stopTimer()
    const path: Path = {
      ...{ ends: [one, other], key, dead: false, up: false },
      stopTimer: () => undefined,
      carried: known?.ends.includes(other) === true ? known.carried : [],
    }
    this.#paths.set(one, path)
    this.#paths.set(other, path)
    if (known === undefined) for (const end of path.ends) end.setConnectionState('connecting')
    this.#connect(path)
  }

  #connect(path: Path): void {
    if (this.#down) return this.#after(path, failedAfterMs, () => this.#setState(path, 'failed'))
    this.#after(path, 1 + this.#random.below(20), () => this.#comeUp(path))
  }

  #comeUp(path: Path): void {
    if (this.#down || path.dead || path.ends.some(({ closed }) => closed)) return
    path.up = true
    this.#setState(path, 'connected')
    this.#openChannels(path)
    for (let left = path.carried.length; left > 0; left -= 1) this.time.after(latencyMs, () => this.#arrive(path))
  }

  #loseTouch(path: Path): void {
    this.#after(path, disconnectedAfterMs, () => {
      this.#setState(path, 'disconnected')
      this.#after(path, failedAfterMs, () => this.#setState(path, 'failed'))
    })
  }

  #comeBack(path: Path): void {
    if (path.dead || path.ends.some(({ connectionState }) => connectionState === 'failed')) return
    path.stopTimer()
    if (path.up) this.#comeUp(path)
    else this.#connect(path)
  }

  #setState(path: Path, state: RTCPeerConnectionState): void {
    for (const end of path.ends) if (this.#paths.get(end) === path) end.setConnectionState(state)
  }

  #after(path: Path, ms: number, run: () => void): void {
    path.stopTimer()
    const task = this.time.after(ms, run)
    path.stopTimer = () => this.time.cancel(task)
  }

  #arrive(path: Path): void {
    if (!this.#down && !path.dead && path.up && path.ends.every(({ closed }) => !closed)) path.carried.shift()?.()
  }

  #openChannels(path: Path): void {
    for (const end of path.ends) {
      for (const channel of [...end.channels]) {
        if (channel.readyState !== 'connecting' || channel.other !== null) continue
        const other = path.ends.find((one) => one !== end)
        if (other === undefined) continue
        if (channel.negotiated) this.#openNegotiated(channel, other)
        else this.#announce(channel, end, other)
      }
    }
  }

  #openNegotiated(channel: FakePeerConnection['channels'][number], other: FakePeerConnection): void {
    const theirs = other.channels.find(({ negotiated, id, readyState }) => {
      return negotiated && id === channel.id && readyState !== 'closed' && readyState !== 'closing'
    })
    if (theirs !== undefined) {
      channel.meet(theirs)
      theirs.meet(channel)
    }
    this.time.after(2, () => channel.open())
    if (theirs !== undefined) this.time.after(2, () => theirs.open())
  }

  #announce(channel: FakePeerConnection['channels'][number], end: FakePeerConnection, other: FakePeerConnection): void {
    const theirs = other.receiveChannel(channel)
    channel.meet(theirs)
    theirs.meet(channel)
    this.carry(end, () => {
      if (channel.readyState !== 'connecting') return theirs.silently()
      other.dispatchEvent(Object.assign(new Event('datachannel'), { channel: theirs }))
      theirs.open()
      channel.open()
    })
  }
}
