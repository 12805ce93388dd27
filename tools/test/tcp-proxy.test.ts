import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { startTcpProxy, type TcpProxy } from '../net/tcp-proxy.mjs'

let server: Server
let proxy: TcpProxy
let socket: Socket
let peer: Socket

/** Everything that is said comes back. */
beforeEach(async () => {
  server = createServer((behind) => behind.pipe(behind)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await startTcpProxy((server.address() as AddressInfo).port)
  socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true })
  ;[peer] = (await once(server, 'connection')) as [Socket]
})

afterEach(() => {
  socket.destroy()
  proxy.close()
  server.close()
})

test('what passes is late both ways', async () => {
  proxy.delayMs = 50
  const saidAt = performance.now()
  socket.write('hello')
  expect(String(await once(socket, 'data'))).toBe('hello')
  expect(performance.now() - saidAt).toBeGreaterThan(95) // timers of Node may fire a millisecond early
})

test('what is said later does not arrive earlier, however the delay changes', async () => {
  const words = Array.from({ length: 50 }, (_, index) => `${index} `)
  let heard = ''
  socket.on('data', (chunk) => (heard += String(chunk)))
  for (const [index, word] of words.entries()) {
    proxy.delayMs = (index * 37) % 20
    socket.write(word)
    await nextTurn()
  }
  await expect.poll(() => heard).toBe(words.join(''))
})

test('who hangs up is hung up on behind the proxy', async () => {
  const closed = once(peer, 'close')
  socket.end()
  await closed
})
