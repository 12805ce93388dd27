import type { Server } from 'node:http'

/** A phone that fell asleep never answers that its connection may end: nobody waits for it longer than this. */
const longestStopMs = 1_000

/** Runs `stop` at Ctrl+C or a polite kill, then ends the process. A second Ctrl+C ends it at once. */
export function onceToldToStop(stop: () => Promise<void>): void {
  const onSignal = (): void => {
    setTimeout(() => process.exit(0), longestStopMs).unref()
    void stop().then(() => process.exit(0))
  }
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
}

/** Also where the server is closed already, or never listened. */
export function closeServer(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
