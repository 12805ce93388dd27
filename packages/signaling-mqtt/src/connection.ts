import { EarshotError } from '@earshot/core/signaling'
import type { IClientOptions, MqttClient } from 'mqtt'

import type { BrokerUrl, Protocol } from './broker-url.ts'

/** Where the broker is, and who we are there. */
export interface BrokerAddress extends BrokerUrl {
  readonly username: string | undefined
  readonly password: string | undefined
  readonly ca: string | undefined
}

export interface ConnectionOptions {
  readonly address: BrokerAddress
  readonly clientId: string
  /** Whether this page was in the room before. */
  readonly again: boolean
  /** Cleared by the broker when the connection ends without a goodbye. */
  readonly willTopic: string
  readonly subscriptions: readonly string[]
}

export interface ConnectionListener {
  /** The broker has accepted the connection and every subscription. */
  ready(): void
  message(topic: string, text: string, retained: boolean): void
  /** The end, said once. `error` when trying again would be in vain. */
  lost(reason: string, error: EarshotError | null): void
}

/** One connection to a broker, for as long as it lasts: another one is made anew, so that nothing queues up in between. */
export interface Connection {
  /** Fire and forget; dropped while the broker is too far behind. */
  publish(topic: string, text: string, retain?: boolean): void
  /** Ends it with a goodbye, once what was published is acknowledged, or `patienceMs` later. Says `lost` no more. */
  close(patienceMs: number): Promise<void>
  /** Ends it without a goodbye, because it does not answer, and says `lost`. */
  drop(reason: string, error: EarshotError | null): void
}

const connectTimeoutMs = 5_000
/** A promise to the broker, which forgets who breaks it for half as long again. Presence refreshes are what keeps it, far more often. */
const keepaliveS = 60
/** Bound of what waits for a broker that has stopped reading. The link above repeats what is dropped. */
const maxUnacknowledged = 512

/** Connects and subscribes. mqtt.js is loaded now, and not before: a page with another transport never pays for it. */
export function connect(options: ConnectionOptions, listener: ConnectionListener): Connection {
  let client: MqttClient | null = null
  let unacknowledged = 0
  let over = false
  let whenAcknowledged = (): void => {}
  void load().then(begin, (error: unknown) => lose(`mqtt.js could not be loaded: ${String(error)}`))

  return {
    publish(topic, text, retain = false) {
      if (client?.connected !== true || over || unacknowledged >= maxUnacknowledged) return
      unacknowledged += 1
      client.publish(topic, text, { qos: 1, retain }, () => {
        unacknowledged -= 1
        if (unacknowledged === 0) whenAcknowledged()
      })
    },

    async close(patienceMs) {
      const connected = client?.connected === true && !over
      over = true
      if (connected && unacknowledged > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, patienceMs)
          whenAcknowledged = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      client?.end(!connected || unacknowledged > 0)
    },

    drop: lose,
  }

  function begin(connectTo: (options: IClientOptions) => MqttClient): void {
    if (over) return
    const made = connectTo(settings(options))
    client = made
    made.on('connect', () => subscribe(made))
    made.on('message', (topic, payload, { retain }) => {
      if (!over) listener.message(topic, payload.toString(), retain)
    })
    made.on('error', (error) => lose(error.message, refusal(error, options)))
    made.on('close', () => lose('the connection to the broker was closed'))
  }

  function subscribe(made: MqttClient): void {
    made.subscribe([...options.subscriptions], { qos: 1 }, (error, granted) => {
      if (over) return
      const code = error === null ? null : codeOf(error)
      const denied = granted?.find(({ qos }) => qos === 128)?.topic ?? (code === 128 ? options.subscriptions.join(' or ') : null)
      if (denied !== null) lose('a subscription was denied', deniedSubscription(denied))
      else if (error !== null) lose(error.message)
      else listener.ready()
    })
  }

  function lose(reason: string, error: EarshotError | null = null): void {
    client?.end(true)
    if (over) return
    over = true
    whenAcknowledged()
    listener.lost(reason, error)
  }
}

async function load(): Promise<(options: IClientOptions) => MqttClient> {
  const { default: mqttJs } = await import('mqtt')
  return (options) => mqttJs.connect(options)
}

function settings({ address, clientId, willTopic }: ConnectionOptions): IClientOptions {
  const { url, protocol, username, password, ca } = address
  return {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''), // as Node takes an IPv6 address
    port: url.port === '' ? defaultPorts[protocol] : Number(url.port),
    ...(url.pathname === '' || !protocol.startsWith('ws') ? {} : { path: url.pathname + url.search }),
    clientId,
    clean: true,
    protocolVersion: 4, // 3.1.1 is what every broker speaks
    keepalive: keepaliveS,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0, // the ladder is ours
    resubscribe: false,
    queueQoSZero: false,
    reschedulePings: false, // or a page that sends would never find out that nobody answers
    timerVariant: 'native', // no worker from a blob: a strict Content-Security-Policy forbids it
    will: { topic: willTopic, payload: '', qos: 1, retain: true },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
  }
}

const defaultPorts: Readonly<Record<Protocol, number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 }

/** OASIS MQTT 3.1.1 3.2.2.3: what a broker says no with. 3, "server unavailable", may pass. */
function refusal(error: Error, { address: { url }, clientId, again }: ConnectionOptions): EarshotError | null {
  switch (codeOf(error)) {
    case 1:
      return new EarshotError('signaling-refused', `The broker at ${url.href} does not speak MQTT 3.1.1`)
    case 2:
      // The embedded broker says so to a page that comes back and finds a newer one in its place.
      if (again)
        return new EarshotError('replaced', 'Somebody joined the room with the same peer id from elsewhere; the newest one stays')
      return new EarshotError('signaling-refused', `The broker at ${url.href} does not accept a client id such as ${clientId}`)
    case 4:
    case 5:
      return new EarshotError(
        'signaling-refused',
        `The broker at ${url.href} did not accept the user name and password, or does not let them into this room (${error.message})`,
      )
    default:
      return null
  }
}

function deniedSubscription(topic: string): EarshotError {
  return new EarshotError(
    'signaling-refused',
    `The broker denied the subscription to ${topic}. Its access rules must let this user read it: see docs/mqtt.md.`,
  )
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : null
}
