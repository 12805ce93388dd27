import {
  checkOpening,
  EarshotError,
  requireMilliseconds,
  requireOptions,
  wrongArgument,
  type SignalingChannel,
  type SignalingTransport,
} from '@earshot/core/signaling'

import { brokerUrl } from './broker-url.ts'
import { openChannel } from './channel.ts'

export interface MqttOptions {
  /** Address of the broker: `wss:` or `ws:` in a browser, also `mqtts:` or `mqtt:` in Node. @default `/mqtt` at the page's own host */
  readonly url?: string
  /** With most brokers the peer id too, so that their access rules can say who may write as whom: see docs/mqtt.md. @default none */
  readonly username?: string
  /** A password, or a token; only beside a user name. @default none */
  readonly password?: string
  /** PEM of the authority that signed the broker's certificate, if it is not a public one. In Node only. @default the system's */
  readonly ca?: string
  /** How long a peer that is not heard stays in the room. The same for everyone in it. @default 15_000 */
  readonly leaseMs?: number
  /** How long `open` tries before it rejects with `signaling-unreachable`. An open channel reconnects for ever. @default 10_000 */
  readonly connectTimeoutMs?: number
}

/**
 * Signaling through an MQTT broker, over one connection for each channel.
 * @throws TypeError that says how a wrong option must be written.
 */
export function mqtt(options: MqttOptions = {}): SignalingTransport {
  requireOptions('options', options, "{ url: 'wss://example.org/mqtt' }")
  const { username, password, ca, leaseMs = 15_000, connectTimeoutMs = 10_000 } = options
  requireMilliseconds('leaseMs', leaseMs, 300)
  requireMilliseconds('connectTimeoutMs', connectTimeoutMs, 1)
  requireText('username', username)
  requireText('password', password)
  // OASIS MQTT 3.1.1 3.1.2.9: a password without a user name is a protocol error.
  if (password !== undefined && username === undefined)
    throw wrongArgument('username', 'given where there is a password', username, 'none')
  requirePem(ca)
  const { url, protocol } = brokerUrl(options.url)
  const address = { url, protocol, username, password, ca }
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

function requireText(name: string, value: unknown): void {
  // Its value may be a secret.
  if (value !== undefined && (typeof value !== 'string' || value === ''))
    throw wrongArgument(name, 'a text of at least one character', value, value === '' ? 'none' : `a ${typeof value}`)
}

/** The path of the file, or its bytes, are easily given in place of what is in it. */
function requirePem(ca: unknown): void {
  if (ca === undefined || (typeof ca === 'string' && ca.includes('-----BEGIN CERTIFICATE-----'))) return
  throw wrongArgument('ca', "the text of a PEM file, such as readFileSync('ca.pem', 'utf8')", ca)
}

function unreachable(url: URL, connectTimeoutMs: number, cause: string): EarshotError {
  return new EarshotError(
    'signaling-unreachable',
    `The MQTT broker at ${url.href} could not be joined within ${connectTimeoutMs / 1_000} s (${cause}). ` +
      'Check the address, that the broker is running, and that it takes this protocol there.',
  )
}
