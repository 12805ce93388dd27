import { createServer } from 'node:http'

// A signaling server in a process of its own, so that a test can kill it: `node serve.mjs socketio|aedes PORT`.

const [, , engine, port] = process.argv
const http = createServer()
if (engine === 'aedes') {
  const { createBroker } = await import('@earshot/signaling-mqtt/broker')
  await createBroker(http)
} else {
  const { createSignalingServer } = await import('@earshot/signaling-socketio/server')
  createSignalingServer(http, { graceMs: 15_000 })
}
http.listen(Number(port), '127.0.0.1', () => console.log('listening'))
