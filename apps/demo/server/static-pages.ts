import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import sirv from 'sirv'
import { setSecurityHeaders } from './headers.ts'
import { sendNotFound } from './not-found.ts'

/** A folder of built files, and the path it appears at: `/` or `/name/`. The longest path that fits wins. */
export interface Mount {
  readonly path: string
  readonly folder: string
}

/** Vite puts a hash of the content in the name of what it builds into this folder: such a file never changes. */
const hashedFile = /^\/assets\/.*-[\w-]{8}\.\w+$/

/** Serves built pages. `pages` are the paths of folders: `/call/` is also found as `/call`. */
export function staticPages(options: { readonly mounts: readonly Mount[]; readonly pages: readonly string[] }): RequestListener {
  const withoutSlash = new Set(options.pages.map((page) => page.slice(0, -1)))
  const mounts = options.mounts
    .toSorted((one, other) => other.path.length - one.path.length)
    .map(({ path, folder }) => ({ path, serve: serveFolder(folder) }))

  return (request, response) => {
    const { path, query } = splitTarget(request.url ?? '/')
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendMethodNotAllowed(request, response)
    if (withoutSlash.has(path)) return sendRedirect(request, response, `${path}/${query}`)
    const mount = mounts.find((candidate) => path.startsWith(candidate.path))
    if (mount === undefined) return sendNotFound(request, response)
    request.url = path.slice(mount.path.length - 1) + query
    mount.serve(request, response)
  }
}

function serveFolder(folder: string): RequestListener {
  const serve = sirv(folder, {
    dev: true, // looks at the disk for each request, so that a new build shows without a restart
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', hashedFile.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (request, response) => {
    // sirv throws on a range that ends before it starts, and nothing here is long enough to need ranges.
    delete request.headers.range
    // A file that a new build removes in this moment must not end the server.
    response.on('pipe', (file: Readable) => file.once('error', () => response.destroy()))
    setSecurityHeaders(request, response)
    serve(request, response, () => sendNotFound(request, response))
  }
}

function sendRedirect(request: IncomingMessage, response: ServerResponse, location: string): void {
  setSecurityHeaders(request, response)
  response.writeHead(301, { Location: location, 'Cache-Control': 'no-cache', 'Content-Length': 0 }).end()
}

function sendMethodNotAllowed(request: IncomingMessage, response: ServerResponse): void {
  setSecurityHeaders(request, response)
  response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Length': 0 }).end()
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const start = target.indexOf('?')
  return start === -1 ? { path: target, query: '' } : { path: target.slice(0, start), query: target.slice(start) }
}
