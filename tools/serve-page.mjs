import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, defaultClientConditions, preview } from 'vite'

/**
 * @typedef {object} ServedPage
 * @property {string} address at `http://localhost`: browsers give camera and microphone there
 * @property {number} port
 * @property {import('node:http').Server} httpServer for signaling on the same port
 * @property {() => Promise<void>} close
 */

/**
 * Bundles a page that is written in TypeScript and reads the sources of our packages, and serves it on a free loopback port. One file loads
 * in a fifth of the time that a hundred take.
 *
 * @param {string} root the folder of its index.html, from the root of the repository
 * @param {{ readonly signalingAt?: string | undefined }} [options] `signalingAt`: where the WebSocket of the page's own address is handed on to
 * @returns {Promise<ServedPage>}
 */
export async function servePage(root, { signalingAt } = {}) {
  const outDir = await (bundles.get(root) ?? bundle(root))
  const server = await preview({
    configFile: false,
    root,
    logLevel: signalingAt === undefined ? 'error' : 'silent', // a proxy tells of every attempt while the server is away
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      ...(signalingAt && { proxy: { '/socket.io': { target: signalingAt, ws: true } } }),
    },
  })
  const { httpServer } = server
  const address = httpServer.address()
  if (!(httpServer instanceof Server) || !address || typeof address === 'string')
    throw new Error('Vite serves over plain HTTP here.')
  return {
    address: `http://localhost:${address.port}`,
    port: address.port,
    httpServer,
    close: () => server.close(),
  }
}

/**
 * Where each page was bundled to, once in a process.
 *
 * @type {Map<string, Promise<string>>}
 */
const bundles = new Map()

/**
 * @param {string} root
 * @returns {Promise<string>}
 */
function bundle(root) {
  const bundled = mkdtemp(path.join(tmpdir(), 'earshot-page-')).then(async (outDir) => {
    process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
      build: { outDir, target: 'esnext', minify: false },
    })
    return outDir
  })
  bundles.set(root, bundled)
  return bundled
}
