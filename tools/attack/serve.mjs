import { createServer } from 'node:http'

// A signaling server under attack, in a process of its own: `node --expose-gc serve.mjs socketio|aedes`. It says what it dismisses and why,
// and for each message from its parent how much memory is in use.

const [, , engine] = process.argv
const http = createServer()
const note = (/** @type {object} */ fields, /** @type {string} */ message) => {
  if ('reason' in fields && message === 'dismissed') process.send?.({ dismissed: fields.reason })
}
const logger = { info: note, warn: note }
if (engine === 'aedes') {
  const { createBroker } = await import('@earshot/signaling-mqtt/broker')
  await createBroker(http, { logger })
} else {
  const { createSignalingServer } = await import('@earshot/signaling-socketio/server')
  createSignalingServer(http, { logger })
}
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : null })
})
process.on('message', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ bytes: heapUsed + external })
})
process.on('disconnect', () => process.exit())
