import type { Clock } from '../clock.ts'
import { maxPayloadLength, type Epoch } from '../signaling/channel.ts'
import { writeEnvelope, type Envelope } from '../signaling/envelope.ts'
import {
  earlyLength,
  link,
  newLink,
  type LinkCommand,
  type LinkEvent,
  type LinkState,
  type LinkTimer,
} from '../signaling/link.ts'
import type { Message } from '../signaling/message.ts'

/** One way to the peer; `false` when it is closed or in doubt, and the next one is to be taken as well. Any may lose what it is given. */
export type Route = (payload: string) => boolean

export interface PeerLinkOptions {
  readonly self: Epoch
  readonly peer: Epoch
  readonly clock: Clock
  readonly signaling: Route
  readonly onMessage: (body: unknown) => void
  /** A message was not sent: the peer has acknowledged nothing for so long, or it is longer than any route carries. */
  readonly onOverflow: () => void
}

/** Leaves room for the epochs and counters around it. */
const maxBodyLength = maxPayloadLength - 256

/** Runs the link machine: its timers, and its routes in order of preference. */
export class PeerLink {
  readonly peer: Epoch
  readonly #self: Epoch
  readonly #clock: Clock
  readonly #onMessage: (body: unknown) => void
  readonly #onOverflow: () => void
  readonly #timers = new Map<LinkTimer, () => void>()
  #routes: readonly Route[]
  #state: LinkState = newLink

  constructor({ self, peer, clock, signaling, onMessage, onOverflow }: PeerLinkOptions) {
    this.#self = self
    this.peer = peer
    this.#clock = clock
    this.#routes = [signaling]
    this.#onMessage = onMessage
    this.#onOverflow = onOverflow
  }

  /** Messages sent and not acknowledged yet. */
  get backlog(): number {
    return this.#state.unacknowledged.length
  }

  /** Length of the messages that wait for their turn, in UTF-16 code units of payloads. */
  get earlyLength(): number {
    return earlyLength(this.#state)
  }

  send(message: Message): void {
    // What no route carries would stay first in line, with everything else behind it.
    if (JSON.stringify(message).length > maxBodyLength) return this.#onOverflow()
    this.#dispatch({ type: 'send', body: message })
  }

  /** @param length of the payload that the envelope came in. */
  receive({ from, to, sequence, acknowledged, body }: Envelope, length: number): void {
    if (from !== this.peer || to !== this.#self) return
    this.#dispatch({ type: 'received', sequence, acknowledged, body, length })
  }

  /** A message that has to wait for others before it is delivered. */
  isEarly({ sequence }: Envelope): boolean {
    return sequence > this.#state.delivered + 1
  }

  /** A route that is preferred while it is open, in front of signaling. Returns what takes it away again. */
  addRoute(route: Route): () => void {
    this.#routes = [route, ...this.#routes]
    this.#dispatch({ type: 'route-opened' })
    return () => {
      if (!this.#routes.includes(route)) return
      this.#routes = this.#routes.filter((other) => other !== route)
      this.repeat()
    }
  }

  /** A route may have lost what it was given: everything that is not acknowledged is sent again. */
  repeat(): void {
    this.#dispatch({ type: 'route-lost' })
  }

  close(): void {
    for (const stop of this.#timers.values()) stop()
    this.#timers.clear()
    this.#routes = []
  }

  #dispatch(event: LinkEvent): void {
    const [state, commands] = link(this.#state, event)
    this.#state = state
    for (const command of commands) this.#run(command)
  }

  #run(command: LinkCommand): void {
    switch (command.type) {
      case 'transmit':
        return this.#transmit(command)
      case 'deliver':
        return this.#onMessage(command.body)
      case 'start-timer':
        this.#timers.get(command.timer)?.()
        this.#timers.set(
          command.timer,
          this.#clock.after(command.delayMs, () => this.#dispatch({ type: `${command.timer}-due` })),
        )
        return
      case 'stop-timer':
        return this.#timers.get(command.timer)?.()
      case 'overflow':
        return this.#onOverflow()
    }
  }

  #transmit({ sequence, acknowledged, body, everywhere }: LinkCommand & { type: 'transmit' }): void {
    const payload = writeEnvelope({ from: this.#self, to: this.peer, sequence, acknowledged, body })
    if (everywhere) for (const route of this.#routes) route(payload)
    else this.#routes.some((route) => route(payload))
  }
}
