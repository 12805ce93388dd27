import { Server } from 'node:http'
import { createServer, defaultClientConditions } from 'vite'

/**
 * @typedef {object} ServedPage
 * @property {string} address at `http://localhost`: browsers give camera and microphone there
 * @property {number} port
 * @property {import('node:http').Server} httpServer for signaling on the same port
 * @property {() => Promise<void>} close
 */

/**
 * Serves a page that is written in TypeScript and reads the sources of our packages, on a free loopback port.
 *
 * @param {string} root the folder of its index.html, from the root of the repository
 * @param {{ readonly dependencies?: readonly string[]; readonly signalingAt?: string | undefined }} [options] `dependencies` that the page
 *   has besides signaling: found late, one would reload the page in the middle of a call. `signalingAt`: where the WebSocket of the page's own
 *   address is handed on to
 * @returns {Promise<ServedPage>}
 */
export async function servePage(root, { dependencies = [], signalingAt } = {}) {
  const vite = await createServer({
    configFile: false,
    root,
    logLevel: signalingAt === undefined ? 'error' : 'silent', // a proxy tells of every attempt while the server is away
    optimizeDeps: {
      include: ['@earshot/signaling-socketio > socket.io-client', '@earshot/signaling-socketio > valibot', ...dependencies],
    },
    resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      watch: null,
      ...(signalingAt && { proxy: { '/socket.io': { target: signalingAt, ws: true } } }),
    },
  })
  await vite.listen()
  const { httpServer } = vite
  const address = httpServer?.address()
  if (!(httpServer instanceof Server) || !address || typeof address === 'string')
    throw new Error('Vite serves over plain HTTP here.')
  return {
    address: `http://localhost:${address.port}`,
    port: address.port,
    httpServer,
    close: () => vite.close(),
  }
}
