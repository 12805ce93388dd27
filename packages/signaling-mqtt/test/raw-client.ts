import mqttJs, { type IClientOptions, type MqttClient } from 'mqtt'

/** A plain MQTT client, which says what it is told to say. */
export interface RawClient {
  readonly client: MqttClient
  /** Every message that has arrived, as `topic payload`. */
  readonly heard: readonly string[]
  readonly closed: boolean
  /** What was granted: 128 is a no, and so is the end of the connection. */
  subscribe(filter: string): Promise<number>
  /** Resolves once it is acknowledged, or the connection has ended. */
  publish(topic: string, payload: string, options?: { readonly retain?: boolean; readonly qos?: 0 | 1 | 2 }): Promise<void>
  /** Ends the connection without a goodbye, so that its will is due. */
  vanish(): void
}

/** The CONNECT of one who plays by the rules. */
export function honest(peerId: string, room = 'room'): IClientOptions {
  const chance = Math.random().toString(36).slice(2).padEnd(8, '0')
  return {
    clientId: `${peerId}-1.new.${chance}`,
    clean: true,
    keepalive: 60,
    will: { topic: `earshot/v1/${room}/presence/${peerId}`, payload: Buffer.alloc(0), qos: 1, retain: true },
  }
}

/** Connects; rejects when the broker does not accept it. */
export function rawClient(url: string, options: IClientOptions): Promise<RawClient> {
  const client = mqttJs.connect(url, { reconnectPeriod: 0, protocolVersion: 4, ...options })
  const heard: string[] = []
  let closed = false
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`))
  return new Promise((resolve, reject) => {
    client.on('error', reject)
    client.on('close', () => {
      closed = true
      reject(new Error('closed'))
    })
    client.on('connect', () =>
      resolve({
        client,
        heard,
        get closed() {
          return closed
        },
        subscribe: (filter) =>
          new Promise((granted) => {
            client.subscribe(filter, { qos: 1 }, (error, [answer] = []) =>
              granted(error === null && answer !== undefined ? answer.qos : 128),
            )
          }),
        publish: (topic, payload, { retain = false, qos = 1 } = {}) =>
          new Promise((done) => {
            client.once('close', () => done())
            client.publish(topic, payload, { qos, retain }, () => done())
          }),
        vanish: () => client.stream.destroy(),
      }),
    )
  })
}
