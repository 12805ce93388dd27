import { systemClock, type Clock } from '../clock.ts'
import { EarshotError } from '../errors.ts'
import { abortable, type Abortable } from '../media/abortable.ts'

import { configurationProblem } from './configuration-problem.ts'

/**
 * Source of a connection's configuration: as it is, or asked for whenever fresh TURN credentials may be needed. Of what a function
 * answers later, only what a connection can change counts: `iceServers` and `iceTransportPolicy` (webrtc-pc 4.4.1.3).
 */
export type ConfigurationSource = RTCConfiguration | (() => RTCConfiguration | Promise<RTCConfiguration>)

/** The outcome of asking: what to use, and what was wrong with the answer, in a sentence without addresses and credentials. */
export interface FreshConfiguration {
  readonly configuration: RTCConfiguration
  readonly problem: string | null
}

/** How long joining waits for an answer, and how long an invitation or a restart of ICE does. */
const joinLimitMs = 10_000
const refreshLimitMs = 5_000

/** The configuration of a room's connections: the last good one, and a fresh one on request. */
export class Configuration {
  readonly #source: ConfigurationSource
  readonly #clock: Clock
  #current: RTCConfiguration

  private constructor(source: ConfigurationSource, clock: Clock, current: RTCConfiguration) {
    this.#source = source
    this.#clock = clock
    this.#current = current
  }

  /** @throws EarshotError `invalid-configuration` */
  static async from(
    source: ConfigurationSource = {},
    { clock = systemClock, signal }: Abortable & { readonly clock?: Clock } = {},
  ): Promise<Configuration> {
    const first = typeof source === 'function' ? await abortable(firstAnswer(source, clock), signal) : source
    const problem = configurationProblem(first, typeof source === 'function')
    if (problem !== null) throw invalidConfiguration(problem)
    return new Configuration(source, clock, withDefaults(first))
  }

  /** Tells whether there is a function to ask. */
  get changes(): boolean {
    return typeof this.#source === 'function'
  }

  /** The last one that was good. */
  get current(): RTCConfiguration {
    return this.#current
  }

  /**
   * Asks for a fresh one; `null` when there is nothing to ask. Settles within `refreshLimitMs`, and never rejects: where nothing good came
   * there is a problem, and the last good one with it, since old credentials are better than none.
   */
  refresh(): Promise<FreshConfiguration> | null {
    return typeof this.#source === 'function' ? this.#ask(this.#source) : null
  }

  /** A connection has taken this one: it is the last good one from here on. */
  keep(configuration: RTCConfiguration): void {
    this.#current = configuration
  }

  async #ask(source: ConfigurationFunction): Promise<FreshConfiguration> {
    try {
      const fresh = await answer(source, this.#clock, refreshLimitMs)
      const problem = configurationProblem(fresh, true) ?? lostServers(this.#current, fresh)
      return { configuration: problem === null ? this.#with(fresh) : this.#current, problem }
    } catch (error) {
      return { configuration: this.#current, problem: problemOf(error) }
    }
  }

  #with({ iceServers, iceTransportPolicy }: RTCConfiguration): RTCConfiguration {
    const { iceServers: _servers, iceTransportPolicy: _policy, ...fixed } = this.#current
    return { ...fixed, ...(iceServers && { iceServers }), ...(iceTransportPolicy && { iceTransportPolicy }) }
  }
}

type ConfigurationFunction = Extract<ConfigurationSource, () => unknown>

async function firstAnswer(source: ConfigurationFunction, clock: Clock): Promise<RTCConfiguration> {
  try {
    return await answer(source, clock, joinLimitMs)
  } catch (cause) {
    throw invalidConfiguration(problemOf(cause), cause)
  }
}

/** @throws Overdue, or whatever the function does */
async function answer(source: ConfigurationFunction, clock: Clock, limitMs: number): Promise<RTCConfiguration> {
  let cancel: () => void = () => undefined
  const overdue = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(limitMs, () => reject(new Overdue(limitMs)))
  })
  try {
    return await Promise.race([source(), overdue])
  } finally {
    cancel()
  }
}

class Overdue extends Error {
  constructor(limitMs: number) {
    super(`The function did not answer within ${limitMs / 1_000} seconds.`)
  }
}

/** In words of our own: what a function throws may have credentials in it, and a problem is recorded. */
function problemOf(error: unknown): string {
  if (error instanceof Overdue) return error.message
  const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? ` with ${error.name}` : ''
  return `The function failed${name}.`
}

export function invalidConfiguration(problem: string, cause?: unknown): EarshotError {
  return new EarshotError('invalid-configuration', `\`rtcConfiguration\` cannot be used. ${problem}`, { cause })
}

function lostServers({ iceServers: before = [] }: RTCConfiguration, { iceServers: now = [] }: RTCConfiguration): string | null {
  return before.length > 0 && now.length === 0 ? 'There are no iceServers any more.' : null
}

/**
 * All media over one transport from the start. With the browser's default, Firefox gathers and checks a transport of its own for every new
 * media section before it is bundled, and media of the others stops meanwhile.
 */
function withDefaults(configuration: RTCConfiguration): RTCConfiguration {
  return { bundlePolicy: 'max-bundle', ...configuration }
}

/** The same servers, and only paths that are relayed: none where there is no relay. */
export function onlyRelays(configuration: RTCConfiguration): RTCConfiguration {
  return { ...configuration, iceTransportPolicy: 'relay' }
}

/** Only paths that are relayed; unchanged where there is no relay. */
export function preferRelays(configuration: RTCConfiguration): RTCConfiguration {
  const urls = (configuration.iceServers ?? []).flatMap(({ urls: each }) => each)
  return urls.some((url) => /^turns?:/i.test(url)) ? onlyRelays(configuration) : configuration
}
