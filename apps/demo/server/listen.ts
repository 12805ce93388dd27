import type { Server } from 'node:net'
import { StartError, systemErrorCode } from './start-error.ts'

export interface Place {
  readonly port: number
  /** Null: every interface. */
  readonly host: string | null
  /** The variable that chooses another port, for the message. */
  readonly variable: 'PORT' | 'HTTPS_PORT'
}

/** Resolves to the port, which 0 leaves to the system. Throws a StartError that says why not and what to do. */
export async function listen(server: Server, place: Place): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port: place.port, ...(place.host === null ? {} : { host: place.host }) }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    throw new StartError(1, explain(systemErrorCode(error), place) ?? String(error), { cause: error })
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : place.port
}

function explain(code: string | null, { port, host, variable }: Place): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Choose another one: ${variable}=${nextPort(port)} npx --yes pnpm@12 start`
    case 'EACCES':
      return `This user may not open port ${port}. Choose one from 1024 up: ${variable}=${nextPort(port)} npx --yes pnpm@12 start`
    case 'EADDRNOTAVAIL':
      return `${host ?? 'The address'} is not an address of this machine. Leave HOST out, or set it to one that is.`
    default:
      return null
  }
}

function nextPort(port: number): number {
  if (port < 1024) return port + 3000
  return port < 65_000 ? port + 1 : 3000
}
