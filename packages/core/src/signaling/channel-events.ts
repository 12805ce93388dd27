import { tell, type Unsubscribe } from '../emitter.ts'
import type { ChannelEvent } from './channel.ts'

/**
 * The events of one channel, as the port promises them: in order, never inside the call that caused them, and kept for the first
 * subscriber from the moment the channel is open. A listener that throws breaks neither the channel nor the other listeners.
 */
export class ChannelEvents {
  readonly #listeners = new Set<(event: ChannelEvent) => void>()
  readonly #waiting: ChannelEvent[] = []
  #everSubscribed = false
  #ended = false

  readonly subscribe = (listener: (event: ChannelEvent) => void): Unsubscribe => {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const subscription = (event: ChannelEvent): void => listener(event)
    this.#listeners.add(subscription)
    this.#everSubscribed = true
    queueMicrotask(() => this.#flush())
    return () => this.#listeners.delete(subscription)
  }

  /** Hands an event to the subscribers. `closed` is the last one: what comes after it is dropped. */
  emit(event: ChannelEvent): void {
    if (this.#ended) return
    this.#ended = event.type === 'closed'
    this.#waiting.push(event)
    if (this.#everSubscribed) queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      for (const listener of [...this.#listeners]) tell(listener, event)
    }
  }
}
