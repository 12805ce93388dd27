/** Stops what `on` or `subscribe` started. Calling it twice is harmless. */
export type Unsubscribe = () => void

type Listener<Values extends readonly unknown[]> = (...values: Values) => void

/** An event that waits while nobody listens: what it tells of would otherwise be there and nobody know of it. */
export interface Waiting<Values extends readonly unknown[]> {
  /** The most that may wait, in all; the oldest go first. */
  readonly most: number
  /** The share of one event in it. @default 1 */
  readonly size?: (...values: Values) => number
  /** Asked when somebody listens: an event that is not true any more is dropped. @default always true */
  readonly isTrue?: (...values: Values) => boolean
}

/** Every event there is: it waits for a listener, or is `null`: gone when nobody listens. */
export type EventNames<Events extends Record<keyof Events, readonly unknown[]>> = {
  readonly [Type in keyof Events]: Waiting<Events[Type]> | null
}

/**
 * Typed events: a map of event names to argument tuples. All listeners hear the events in the order they happened: one that happens while
 * another is told waits for its turn. A listener that throws breaks neither the sender nor the other listeners.
 */
export class Emitter<Events extends Record<keyof Events, readonly unknown[]>> {
  readonly #names: EventNames<Events>
  readonly #listeners: { [Type in keyof Events]?: Set<Listener<Events[Type]>> } = {}
  readonly #waiting: { [Type in keyof Events]?: { events: Events[Type][]; total: number } } = {}
  readonly #turns: (() => void)[] = []
  #telling = false
  #cleared = false

  constructor(names: EventNames<Events>) {
    this.#names = names
  }

  /**
   * Calls `listener` on every event of this type until the returned function is called, never before `on` has returned. The same function
   * given twice is called twice. A promise that it returns is not looked at: handle its rejection, or it is an unhandled one.
   * @throws TypeError when there is no such event, or the listener is no function.
   */
  readonly on = <Type extends keyof Events>(type: Type, listener: Listener<Events[Type]>): Unsubscribe => {
    if (!Object.hasOwn(this.#names, type)) throw this.#unknown(type)
    if (typeof listener !== 'function')
      throw new TypeError(`The listener of '${String(type)}' must be a function; got ${typeof listener}.`)
    const subscription: Listener<Events[Type]> = (...values) => listener(...values)
    const listeners = (this.#listeners[type] ??= new Set())
    listeners.add(subscription)
    if (this.#waiting[type]?.events.length) queueMicrotask(() => this.#takeTurn(() => this.#tellWaiting(type, listeners)))
    return () => void listeners.delete(subscription)
  }

  /** Whoever listens now is told: at once, or after what is being told. */
  emit<Type extends keyof Events>(type: Type, ...values: Events[Type]): void {
    if (this.#cleared) return
    const listeners = [...(this.#listeners[type] ?? [])]
    if (listeners.length === 0 || this.#waiting[type]?.events.length) return this.#wait(type, values)
    this.#takeTurn(() => {
      for (const listener of listeners) if (this.#listeners[type]?.has(listener)) tell(listener, ...values)
    })
  }

  /** Drops all listeners and what waits for one, once everything that was emitted before is told: nothing is heard after a close. */
  clear(): void {
    this.#takeTurn(() => {
      this.#cleared = true
      for (const type in this.#listeners) delete this.#listeners[type]
      for (const type in this.#waiting) delete this.#waiting[type]
    })
  }

  #takeTurn(turn: () => void): void {
    this.#turns.push(turn)
    if (this.#telling) return
    this.#telling = true
    for (let next = this.#turns.shift(); next !== undefined; next = this.#turns.shift()) next()
    this.#telling = false
  }

  #wait<Type extends keyof Events>(type: Type, values: Events[Type]): void {
    const waits = this.#names[type]
    if (waits === null) return
    const { most, size = () => 1, isTrue } = waits
    const line = (this.#waiting[type] ??= { events: [], total: 0 })
    line.events.push(values)
    line.total += size(...values)
    if (isTrue) {
      line.events = line.events.filter((event) => isTrue(...event))
      line.total = line.events.reduce((total, event) => total + size(...event), 0)
    }
    while (line.total > most) this.#next(type)
  }

  /** The event that waits longest. */
  #next<Type extends keyof Events>(type: Type): Events[Type] | undefined {
    const line = this.#waiting[type]
    const values = line?.events.shift()
    if (line && values) line.total -= this.#names[type]?.size?.(...values) ?? 1
    return values
  }

  #tellWaiting<Type extends keyof Events>(type: Type, listeners: ReadonlySet<Listener<Events[Type]>>): void {
    const next = (): Events[Type] | undefined => (listeners.size > 0 ? this.#next(type) : undefined)
    for (let values = next(); values !== undefined; values = next()) {
      if (this.#names[type]?.isTrue?.(...values) === false) continue
      for (const listener of [...listeners]) if (listeners.has(listener)) tell(listener, ...values)
    }
  }

  #unknown(type: keyof Events): TypeError {
    const names = Object.keys(this.#names).join(', ')
    return new TypeError(`There is no event '${String(type)}': it must be one of ${names}.`)
  }
}

/** What the listener throws becomes an uncaught error of its own, so that the developer sees it and the sender goes on. */
export function tell<Values extends readonly unknown[]>(listener: Listener<Values>, ...values: Values): void {
  try {
    listener(...values)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
