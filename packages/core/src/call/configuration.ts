/** Where a connection's configuration comes from: as it is, or asked for whenever fresh TURN credentials may be needed. */
export type ConfigurationSource = RTCConfiguration | (() => RTCConfiguration | Promise<RTCConfiguration>)

/** The configuration of a room's connections: the last one known, and a fresh one on request. */
export class Configuration {
  readonly #source: ConfigurationSource
  #current: RTCConfiguration

  private constructor(source: ConfigurationSource, current: RTCConfiguration) {
    this.#source = source
    this.#current = current
  }

  static async from(source: ConfigurationSource = {}): Promise<Configuration> {
    return new Configuration(source, withDefaults(typeof source === 'function' ? await source() : source))
  }

  get current(): RTCConfiguration {
    return this.#current
  }

  /** `null` when there is nothing to ask. Where asking fails the last answer stays: old credentials are better than none. */
  refresh(): Promise<RTCConfiguration> | null {
    return typeof this.#source === 'function' ? this.#ask(this.#source) : null
  }

  async #ask(source: () => RTCConfiguration | Promise<RTCConfiguration>): Promise<RTCConfiguration> {
    try {
      this.#current = withDefaults(await source())
    } catch {
      // The next restart asks again.
    }
    return this.#current
  }
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
