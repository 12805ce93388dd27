import { createServer, connect } from 'node:net'
import { pathToFileURL } from 'node:url'

// A Unix socket is a file, and a network namespace has all files of the machine: so a page inside one reaches a server outside.

/**
 * Hands every connection that comes in at one place to another: a port of 127.0.0.1, or the path of a Unix socket.
 *
 * @param {number | string} from
 * @param {number | string} to
 * @returns {Promise<import('node:net').Server>}
 */
export function forward(from, to) {
  const server = createServer((near) => {
    const far = connect(place(to))
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(place(from), () => resolve(server))
  })
}

/**
 * @param {number | string} where
 * @returns {{ path: string } | { host: string; port: number }}
 */
function place(where) {
  return typeof where === 'string' ? { path: where } : { host: '127.0.0.1', port: where }
}

// `node forward.mjs PORT PATH`: from that port to that Unix socket, until it is killed.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await forward(Number(process.argv[2]), process.argv[3] ?? '')
  console.log('forwarding')
}
