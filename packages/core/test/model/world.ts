import type { NegotiationCommand } from '../../src/negotiation/negotiate.ts'
import { sendonly, recvonly, type Direction, type Kind } from './model-description.ts'
import { product, type Machines } from './machines.ts'
import { ModelEnd, type Packet, type Ring } from './model-end.ts'
import { trackOf, type LiveTrack } from './model-slots.ts'

/**
 * Everything that can happen to a call, each at any time. An action that is impossible at the moment does nothing, so that any list of actions can
 * be played, and a failing one can be made shorter.
 */
export const actionNames = [
  // the user
  'accept',
  'add-track',
  'remove-track',
  'replace-track',
  'receive-or-not',
  'send-or-not',
  'restart-ice',
  'prefer-codecs',
  // the browser
  'step',
  'refuse',
  'refuse-local-answer',
  'refuse-remote-answer',
  'ask',
  // the way between
  'deliver',
  'deliver-twice',
  'drop',
  'deliver-control',
  'open-control',
  'lose-control',
  'resend',
  'acknowledge',
  'overdue',
  // what breaks
  'cut',
  'cut-unnoticed',
  'come-back',
  'restart-server',
  'reload',
  'learn',
] as const

export type ActionName = (typeof actionNames)[number]

export interface Action {
  readonly name: ActionName
  readonly who: 0 | 1
  /** Which of several; what it means is the action's business. */
  readonly which: number
}

/** Two peers, their tracks, and the routes between them. Nothing in it is left to chance. */
export class World {
  readonly ends: [ModelEnd, ModelEnd]
  /** What each user wants to be seen and heard of, whatever happens to connections. */
  readonly live: [readonly LiveTrack[], readonly LiveTrack[]] = [[], []]
  readonly peaks: Record<Kind, [number, number]> = { audio: [0, 0], video: [0, 0] }
  /** Tracks given while the call rang, or its first exchange was on its way: each may take a section of its own. */
  readonly givenEarly: Record<Kind, number> = { audio: 0, video: 0 }
  /** On the way to each peer. */
  readonly signaling: [Packet[], Packet[]] = [[], []]
  readonly control: [Packet[], Packet[]] = [[], []]
  /** Whether each peer's way to the signaling server works, and whether it believes so. */
  readonly works: [boolean, boolean] = [true, true]
  readonly believed: [boolean, boolean] = [true, true]
  readonly controlOpen: [boolean, boolean] = [false, false]
  controlWorks = true
  /** Whether an offer was taken back that the peer may have answered already: it keeps media sections that this side then makes again. */
  tookBack = false
  #epochs = 2
  #tracks = 0
  /** How calls ring between the two. */
  readonly ring: Ring
  readonly machines: Machines

  constructor(ring: Ring, machines: Machines = product) {
    this.ring = ring
    this.machines = machines
    this.ends = [this.#newEnd(0, 0, 1, 'caller'), this.#newEnd(1, 1, 0, 'callee')]
  }

  /** `false` when it was impossible. Throws when media could flow before somebody has accepted the call. */
  perform(name: ActionName, who: 0 | 1, which: number): boolean {
    const done = this.#perform(name, who, which)
    if (done && this.ring !== null)
      for (const end of this.ends)
        if (!end.accepted && end.sends) throw new Error(`${end.id === 0 ? 'a' : 'b'} sends before accept.`)
    return done
  }

  #perform(name: ActionName, who: 0 | 1, which: number): boolean {
    const end = this.ends[who]
    switch (name) {
      case 'accept':
        if (!end.rings) return false
        end.accept(this.live[who])
        return true
      case 'add-track':
        return this.#addTrack(end, which)
      case 'remove-track':
        return this.#removeTrack(end, which)
      case 'replace-track':
        return this.#replaceTrack(end, which)
      case 'receive-or-not':
        return this.#turn(end, which, recvonly)
      case 'send-or-not':
        return this.#turn(end, which, sendonly)
      case 'restart-ice':
        end.connection.restartIce()
        return true
      case 'prefer-codecs': // of this the browser knows nothing: the product asks for a negotiation by itself
        if (end.role === 'callee' && !end.accepted) return false
        end.dispatch({ type: 'negotiation-needed' })
        return true
      case 'step':
        if (end.running === null) return false
        end.step(false)
        return true
      case 'refuse':
      case 'refuse-local-answer':
      case 'refuse-remote-answer':
        return this.#refuse(end, name)
      case 'ask':
        if (!end.asks) return false
        end.ask()
        return true
      case 'deliver':
        return this.#deliver(end, this.signaling[who], which, 1)
      case 'deliver-twice':
        return this.#deliver(end, this.signaling[who], which, 0)
      case 'drop':
        return this.signaling[who].splice(which, 1).length > 0
      case 'deliver-control':
        return this.controlOpen[who] && this.#deliver(end, this.control[who], 0, 1)
      case 'open-control':
        return this.#openControl(end)
      case 'lose-control':
        if (!this.controlWorks || !this.controlOpen[who]) return false
        this.controlWorks = false
        this.#empty(this.control)
        return true
      case 'resend':
        if (!end.resendTimer) return false
        end.dispatchLink({ type: 'resend-due' })
        return true
      case 'acknowledge':
        if (!end.acknowledgementTimer) return false
        end.acknowledgementTimer = false
        end.dispatchLink({ type: 'acknowledgement-due' })
        return true
      case 'overdue': {
        const { phase, localOffer } = end.negotiation
        const waits = phase === 'have-local-offer' || phase === 'applying-pranswer' || phase === 'have-remote-pranswer'
        if (!waits || !end.accepted || end.link.unacknowledged.length > 0) return false
        this.tookBack = true
        end.dispatch({ type: 'answer-overdue', negotiation: localOffer })
        return true
      }
      case 'cut':
      case 'cut-unnoticed':
        return this.#cut(who, name === 'cut-unnoticed')
      case 'come-back':
        return this.#comeBack(who)
      case 'restart-server':
        this.#cut(0, false)
        return this.#cut(1, false)
      case 'reload':
        return this.#reload(who, which)
      case 'learn':
        return this.#learn(who)
    }
  }

  /** Whether the two know each other: neither has reloaded without the other knowing. */
  get paired(): boolean {
    const [one, other] = this.ends
    return one.peerEpoch === other.epoch && other.peerEpoch === one.epoch
  }

  clone(): World {
    const copy = new World(this.ring, this.machines)
    for (const who of [0, 1] as const) {
      copy.ends[who] = this.ends[who].clone(copy.#transmit, copy.#onRebuilt)
      copy.live[who] = this.live[who]
      copy.peaks.audio[who] = this.peaks.audio[who]
      copy.peaks.video[who] = this.peaks.video[who]
      Object.assign(copy.givenEarly, this.givenEarly)
      copy.signaling[who].push(...this.signaling[who])
      copy.control[who].push(...this.control[who])
      copy.works[who] = this.works[who]
      copy.believed[who] = this.believed[who]
      copy.controlOpen[who] = this.controlOpen[who]
    }
    copy.controlWorks = this.controlWorks
    copy.#epochs = this.#epochs
    copy.#tracks = this.#tracks
    return copy
  }

  // --- the user ---

  #addTrack(end: ModelEnd, which: number): boolean {
    this.#tracks += 1
    const live: LiveTrack = { track: this.#tracks, kind: which % 2 === 0 ? 'audio' : 'video', stream: 1 + ((which >> 1) % 3) }
    this.live[end.id] = [...this.live[end.id], live]
    const count = this.live[end.id].filter(({ kind }) => kind === live.kind).length
    this.peaks[live.kind][end.id] = Math.max(this.peaks[live.kind][end.id], count)
    if (this.#isEarly(end)) this.givenEarly[live.kind] += 1
    end.send(live)
    return true
  }

  /** What the callee gives while it rings is known when it lays out its sections. */
  #isEarly({ role, accepted, connection }: ModelEnd): boolean {
    if (this.ring === null) return false
    return accepted ? connection.currentLocal === null : role === 'caller'
  }

  #removeTrack(end: ModelEnd, which: number): boolean {
    const tracks = this.live[end.id]
    const live = tracks[which % Math.max(tracks.length, 1)]
    if (live === undefined) return false
    this.live[end.id] = tracks.filter((one) => one !== live)
    end.unsend(live.track)
    return true
  }

  #replaceTrack(end: ModelEnd, which: number): boolean {
    const tracks = this.live[end.id]
    const live = tracks[which % Math.max(tracks.length, 1)]
    if (live === undefined) return false
    this.#tracks += 1
    const by = { ...live, track: this.#tracks }
    this.live[end.id] = tracks.map((one) => (one === live ? by : one))
    end.replace(live.track, by)
    return true
  }

  #turn({ connection, role, accepted }: ModelEnd, which: number, bit: Direction): boolean {
    if (role === 'callee' && !accepted) return false // its sections are laid out anew at accept
    const transceiver = connection.transceivers[which % Math.max(connection.transceivers.length, 1)]
    if (transceiver === undefined || (bit === sendonly && trackOf(transceiver) === 0)) return false
    connection.setDirection(transceiver, (transceiver.direction ^ bit) as Direction)
    return true
  }

  // --- the browser ---

  #refuse(end: ModelEnd, name: ActionName): boolean {
    if (end.running === null) return false
    const { command, stage } = end.running
    if (command.type === 'roll-back') return false
    if (refusalOf(command.type, stage) !== name) return false
    if (name !== 'refuse') this.tookBack = true
    end.step(true)
    return true
  }

  // --- the routes ---

  readonly #transmit = (end: ModelEnd, packet: Packet, everywhere: boolean): void => {
    const { id } = end
    const to = id === 0 ? 1 : 0
    if (this.controlOpen[id]) {
      if (this.controlWorks) this.control[to].push(packet)
      if (!everywhere && end.accepted) return // while it rings, every route is taken
    }
    if (this.believed[id] && this.works[id] && this.works[to]) this.signaling[to].push(packet)
  }

  readonly #onRebuilt = (end: ModelEnd): readonly LiveTrack[] => {
    const other = this.ends[end.id === 0 ? 1 : 0]
    this.controlOpen[end.id] = false
    this.controlWorks = other.connectionNumber === end.connectionNumber
    if (this.controlWorks) this.controlOpen[other.id] = false
    this.#empty(this.control)
    return this.live[end.id]
  }

  #deliver(end: ModelEnd, queue: Packet[], which: number, take: 0 | 1): boolean {
    const packet = queue[which]
    if (packet === undefined) return false
    if (take === 1) queue.splice(which, 1)
    end.receive(packet)
    return true
  }

  #openControl(end: ModelEnd): boolean {
    const ready = this.ends.every(({ connection }) => connection.answered)
    const same = this.ends[0].connectionNumber === this.ends[1].connectionNumber
    if (this.controlOpen[end.id] || !this.controlWorks || !ready || !same || !this.paired) return false
    this.controlOpen[end.id] = true
    end.dispatchLink({ type: 'route-opened' })
    return true
  }

  #cut(who: 0 | 1, unnoticed: boolean): boolean {
    if (!this.works[who]) return false
    this.works[who] = false
    this.believed[who] = unnoticed
    this.#empty(this.signaling)
    return true
  }

  #comeBack(who: 0 | 1): boolean {
    if (this.works[who]) return false
    this.works[who] = true
    this.believed[who] = true
    this.ends[who].dispatchLink({ type: 'route-lost' })
    const other = this.ends[who === 0 ? 1 : 0]
    if (this.works[other.id]) other.dispatchLink({ type: 'route-lost' })
    return true
  }

  #reload(who: 0 | 1, which: number): boolean {
    if (!this.paired || !this.works[who]) return false
    const other = this.ends[who === 0 ? 1 : 0]
    this.#epochs += 1
    this.ends[who] = this.#newEnd(who, this.#epochs, other.epoch, which % 2 === 0 ? 'caller' : 'callee')
    this.controlOpen[who] = false
    this.controlWorks = false
    this.#empty(this.control)
    return true
  }

  #learn(who: 0 | 1): boolean {
    const other = this.ends[who === 0 ? 1 : 0]
    if (this.ends[who].peerEpoch === other.epoch || !this.works[who] || !this.works[other.id]) return false
    const { epoch } = this.ends[who]
    this.ends[who] = this.#newEnd(who, epoch, other.epoch, other.role === 'caller' ? 'callee' : 'caller')
    this.controlOpen[0] = false
    this.controlOpen[1] = false
    this.controlWorks = true
    return true
  }

  #newEnd(who: 0 | 1, epoch: number, peerEpoch: number, role: 'caller' | 'callee'): ModelEnd {
    return new ModelEnd({
      id: who,
      epoch,
      peerEpoch,
      role,
      ring: this.ring,
      tracks: this.live[who],
      machines: this.machines,
      transmit: this.#transmit,
      onRebuilt: this.#onRebuilt,
    })
  }

  #empty(queues: readonly Packet[][]): void {
    for (const queue of queues) queue.length = 0
  }
}

function refusalOf(command: NegotiationCommand['type'], stage: number): ActionName {
  if (command === 'apply-answer') return 'refuse-remote-answer'
  const answers = command === 'answer-finally' || ((command === 'answer' || command === 'answer-provisionally') && stage > 0)
  return answers ? 'refuse-local-answer' : 'refuse'
}
