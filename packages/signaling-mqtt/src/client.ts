import { checkOpening, EarshotError, type SignalingChannel, type SignalingTransport } from '@earshot/core/signaling'

import { openChannel } from './channel.ts'
import { protocolOf } from './connection.ts'

export interface MqttOptions {
  /** Address of the broker: `wss:` or `ws:` in a browser, also `mqtts:` or `mqtt:` in Node. @default `/mqtt` at the page's own host */
  readonly url?: string
  /** With most brokers the peer id too, so that their access rules can say who may write as whom: see docs/mqtt.md. @default none */
  readonly username?: string
  /** A password, or a token. @default none */
  readonly password?: string
  /** PEM of the authority that signed the broker's certificate, if it is not a public one. In Node only. @default the system's */
  readonly ca?: string
  /** How long a peer that is not heard stays in the room. The same for everyone in it. @default 15_000 */
  readonly leaseMs?: number
  /** How long `open` tries before it rejects with `signaling-unreachable`. An open channel reconnects for ever. @default 10_000 */
  readonly connectTimeoutMs?: number
}

/** Signaling through an MQTT broker, over one connection for each channel. */
export function mqtt(options: MqttOptions = {}): SignalingTransport {
  const { username, password, ca, leaseMs = 15_000, connectTimeoutMs = 10_000 } = options
  if (!(leaseMs >= 300)) throw new TypeError('leaseMs is a number of milliseconds, at least 300')
  const url = brokerUrl(options.url)
  const address = { url, username, password, ca }
  return {
    async open(room, given, { signal } = {}) {
      const self = checkOpening(room, given)
      signal?.throwIfAborted()

      return new Promise<SignalingChannel>((resolve, reject) => {
        let lastFailure = 'no answer'
        const settle = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
        }
        const fail = (reason: unknown): void => {
          settle()
          void channel.close()
          reject(reason)
        }
        const abort = (): void => fail(signal?.reason)
        const channel = openChannel({ address, leaseMs }, room, self, {
          joined() {
            settle()
            resolve(channel)
          },
          refused: fail,
          failed(reason) {
            lastFailure = reason
          },
        })
        const timer = setTimeout(() => fail(unreachable(url, connectTimeoutMs, lastFailure)), connectTimeoutMs)
        signal?.addEventListener('abort', abort)
      })
    },
  }
}

function brokerUrl(given: string | undefined): URL {
  if (given === undefined && typeof location === 'undefined') throw new TypeError('mqtt needs a url where there is no page')
  const url = new URL(given ?? `${location.origin.replace(/^http/, 'ws')}/mqtt`)
  protocolOf(url)
  if (url.username !== '' || url.password !== '')
    throw new TypeError('The url of a broker holds no user name and password, since it is shown in errors: use the options')
  return url
}

function unreachable(url: URL, connectTimeoutMs: number, cause: string): EarshotError {
  return new EarshotError(
    'signaling-unreachable',
    `The MQTT broker at ${url.href} could not be joined within ${connectTimeoutMs / 1_000} s (${cause}). ` +
      'Check the address, that the broker is running, and that it takes this protocol there.',
  )
}
