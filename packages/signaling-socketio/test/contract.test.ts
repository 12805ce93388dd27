import { describeSignaling, tcpPath } from '@earshot/signaling-contract'
import { socketIo } from '@earshot/signaling-socketio'

import { listening } from './listening.ts'

// The server really goes away and comes back, knowing nobody, on the same port.
describeSignaling('Socket.IO', async () => {
  const options = { graceMs: 2_000 }
  let server = await listening(options)
  const { port, url } = server
  return {
    transport: () => socketIo({ url }),
    async breakable() {
      const path = await tcpPath(port)
      return { ...path, transport: socketIo({ url: `http://127.0.0.1:${path.port}` }) }
    },
    interrupt: () => server.close(),
    async restore() {
      server = await listening(options, port)
    },
    close: () => server.close(),
  }
})
