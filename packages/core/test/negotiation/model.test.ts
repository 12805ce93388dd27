import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { negotiate, newNegotiation, type NegotiationCommand, type NegotiationEvent } from '../../src/negotiation/negotiate.ts'
import type { NumberedDescription } from '../../src/signaling/message.ts'

/**
 * A connection as JSEP sees it (RFC 8829 3.5.1), reduced to what negotiation depends on: its signaling state, and what both sides have told each
 * other. An offer or answer tells its side's wishes; an operation in the wrong state is the failure that the test looks for.
 */
class ModelConnection {
  wishes = 0
  told = 0
  heard = 0
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' = 'stable'

  offer(): string {
    if (this.signalingState !== 'stable') throw new Error(`An offer was made in ${this.signalingState}.`)
    this.signalingState = 'have-local-offer'
    return String(this.wishes)
  }

  answer(offer: string): string {
    this.signalingState = 'stable' // an offer of our own is rolled back, and with it what it told
    this.heard = Number(offer)
    this.told = this.wishes
    return String(this.wishes)
  }

  applyAnswer(answer: string, offered: string): void {
    if (this.signalingState !== 'have-local-offer') throw new Error(`An answer was applied in ${this.signalingState}.`)
    this.signalingState = 'stable'
    this.heard = Number(answer)
    this.told = Number(offered)
  }

  rollBack(): void {
    this.signalingState = 'stable'
  }
}

type Outgoing = { readonly description: NumberedDescription } | { readonly refused: number }

/** One peer: the machine, its connection, the operation that runs, and what it has sent. */
class ModelPeer {
  readonly connection = new ModelConnection()
  readonly outbox: Outgoing[] = []
  gaveUp = false
  #state
  #running: (() => string) | null = null
  #offered = ''

  constructor(role: 'caller' | 'callee') {
    this.#state = newNegotiation(role, role === 'callee')
  }

  get idle(): boolean {
    return this.#running === null
  }

  /** The browser says that negotiation is needed, when it is stable and has something untold. */
  browserAsks(): boolean {
    const { connection } = this
    if (connection.signalingState !== 'stable' || connection.told === connection.wishes || this.#state.phase !== 'stable')
      return false
    this.dispatch({ type: 'negotiation-needed' })
    return true
  }

  wish(): void {
    this.connection.wishes += 1
    this.dispatch({ type: 'negotiation-needed' })
  }

  /** The running operation ends; `fails` as when the browser refuses it. */
  settle(fails: boolean): void {
    const operation = this.#running
    if (operation === null) return
    this.#running = null
    if (fails) this.dispatch({ type: 'failed' })
    else this.dispatch({ type: 'done', sdp: operation() })
  }

  hear(message: Outgoing): void {
    if ('refused' in message) this.dispatch({ type: 'offer-refused', negotiation: message.refused })
    else this.dispatch({ type: 'description-received', description: message.description })
  }

  dispatch(event: NegotiationEvent): void {
    const [state, commands] = negotiate(this.#state, event)
    this.#state = state
    for (const command of commands) this.#run(command)
  }

  #run(command: NegotiationCommand): void {
    switch (command.type) {
      case 'make-offer':
        return this.#start(() => (this.#offered = this.connection.offer()))
      case 'answer':
        return this.#start(() => this.connection.answer(command.offer.sdp))
      case 'apply-answer':
        return this.#start(() => {
          this.connection.applyAnswer(command.answer.sdp, this.#offered)
          return ''
        })
      case 'roll-back':
        return this.#start(() => {
          this.connection.rollBack()
          return ''
        })
      case 'send':
        this.outbox.push({ description: command.description })
        return
      case 'refuse-offer':
        this.outbox.push({ refused: command.negotiation })
        return
      case 'give-up':
        this.gaveUp = true
    }
  }

  #start(operation: () => string): void {
    if (this.#running !== null) throw new Error('Two operations ran at once.')
    this.#running = operation
  }
}

interface Turn {
  readonly who: 0 | 1
  readonly what: 'wish' | 'settle' | 'fail' | 'hear'
}

function play(turns: readonly Turn[]): readonly [ModelPeer, ModelPeer] {
  const peers = [new ModelPeer('caller'), new ModelPeer('callee')] as const
  const hear = (who: 0 | 1) => {
    const message = peers[who === 0 ? 1 : 0].outbox.shift()
    if (message !== undefined) peers[who].hear(message)
    return message !== undefined
  }
  peers[0].wish()
  for (const { who, what } of turns) {
    if (what === 'wish') peers[who].wish()
    if (what === 'hear') hear(who)
    if (what === 'settle' || what === 'fail') peers[who].settle(what === 'fail')
  }
  // Nothing fails from here on, and everything that can happen does, until nothing can.
  for (let round = 0; round < 200; round += 1) {
    let moved = false
    for (const who of [0, 1] as const) {
      const busy = !peers[who].idle
      peers[who].settle(false)
      const heard = hear(who)
      const asked = peers[who].browserAsks()
      moved ||= busy || heard || asked
    }
    if (!moved) return peers
  }
  throw new Error('The two never came to rest.')
}

const turn = (...what: readonly Turn['what'][]): fc.Arbitrary<Turn> =>
  fc.record({ who: fc.constantFrom(0, 1), what: fc.constantFrom(...what) })

test('two peers that change their tracks at any time come to rest, knowing all of each other (F5)', () => {
  fc.assert(
    fc.property(fc.array(turn('wish', 'settle', 'settle', 'hear', 'hear'), { maxLength: 60 }), (turns) => {
      const [one, other] = play(turns)
      for (const { connection } of [one, other]) expect(connection.signalingState).toBe('stable')
      expect(one.connection.heard).toBe(other.connection.wishes)
      expect(other.connection.heard).toBe(one.connection.wishes)
    }),
    { numRuns: 20_000 },
  )
})

test('a browser that refuses now and then delays the end, or ends it openly, but never leaves the two waiting', () => {
  fc.assert(
    fc.property(fc.array(turn('wish', 'settle', 'settle', 'hear', 'hear', 'fail'), { maxLength: 60 }), (turns) => {
      const [one, other] = play(turns)
      if (one.gaveUp || other.gaveUp) return
      for (const { connection } of [one, other]) expect(connection.signalingState).toBe('stable')
      expect(one.connection.heard).toBe(other.connection.wishes)
      expect(other.connection.heard).toBe(one.connection.wishes)
    }),
    { numRuns: 20_000 },
  )
})
