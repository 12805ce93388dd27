/** Stops what `on` or `subscribe` started. Calling it twice is harmless. */
export type Unsubscribe = () => void

type Listener<Arguments extends readonly unknown[]> = (...values: Arguments) => void

/** Typed events: a map of event names to argument tuples. A listener that throws breaks neither the sender nor the other listeners. */
export class Emitter<Events extends Record<keyof Events, readonly unknown[]>> {
  readonly #listeners: { [Type in keyof Events]?: Set<Listener<Events[Type]>> } = {}

  /** Calls `listener` on every event of this type until the returned function is called. */
  readonly on = <Type extends keyof Events>(type: Type, listener: Listener<Events[Type]>): Unsubscribe => {
    const listeners = (this.#listeners[type] ??= new Set())
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  emit<Type extends keyof Events>(type: Type, ...values: Events[Type]): void {
    for (const listener of [...(this.#listeners[type] ?? [])]) tell(listener, ...values)
  }

  /** Drops all listeners: nothing is heard after a close. */
  clear(): void {
    for (const type in this.#listeners) delete this.#listeners[type]
  }
}

/** What the listener throws becomes an uncaught error of its own, so that the developer sees it and the sender goes on. */
export function tell<Arguments extends readonly unknown[]>(listener: Listener<Arguments>, ...values: Arguments): void {
  try {
    listener(...values)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
