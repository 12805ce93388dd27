import type { RequestListener } from 'node:http'
import type { Logger } from 'pino'

/** Logs each request once it is over. The query stays out: it may hold the name of a room, and that is what lets people in. */
export function withAccessLog(logger: Logger, handle: RequestListener): RequestListener {
  return (request, response) => {
    const startedAt = performance.now()
    const { method } = request
    const path = request.url?.split('?', 1)[0]
    response.once('close', () => {
      const durationMs = Math.round(performance.now() - startedAt)
      const aborted = response.writableEnded ? {} : { aborted: true }
      logger.info({ method, path, status: response.statusCode, durationMs, ...aborted }, 'request')
    })
    handle(request, response)
  }
}
