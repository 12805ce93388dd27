import { createServer, request, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import { listen } from '../../server/listen.ts'
import { closeServer } from '../../server/stop.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Serves `handle` on a free loopback port until the test ends; returns what asks it, sending the path as it is written. */
export async function serving(
  handle: RequestListener,
): Promise<(path: string, options?: { method?: string; headers?: Record<string, string> }) => Promise<Answer>> {
  const server = createServer(handle)
  const port = await listen(server, { port: 0, host: '127.0.0.1', variable: 'PORT' })
  onTestFinished(() => closeServer(server))

  return (path, options = {}) =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, ...options }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.once('error', reject)
        response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      })
        .once('error', reject)
        .end()
    })
}
