import { isIP } from 'node:net'
import { parseArgs } from 'node:util'
import { StartError, systemErrorCode } from './start-error.ts'

/** What the command line and the environment say. */
export interface Settings {
  readonly help: boolean
  readonly port: number
  readonly httpsPort: number
  /** The one address both servers listen on. Null: http on loopback only, https on every interface. */
  readonly host: string | null
  /** Null: a self-signed certificate. */
  readonly certificateFiles: { readonly cert: string; readonly key: string } | null
  readonly logLevel: LogLevel
  readonly logFormat: LogFormat
}

export type LogLevel = (typeof logLevels)[number]
export type LogFormat = (typeof logFormats)[number]

export const usage = `Usage: npx --yes pnpm@12 start [-- --cert FILE --key FILE]

Serves the demo, the dashboard and the signaling between their pages.

  --cert FILE   certificate for https, PEM, with its chain (default: self-signed, made at first run)
  --key FILE    private key of that certificate, PEM
  --help        this text

Environment:
  PORT          port for http (default 3000; 0 picks a free one)
  HTTPS_PORT    port for https (default PORT + 443)
  HOST          the one address to listen on (default: http on loopback only, https on every interface)
  LOG_LEVEL     trace, debug, info, warn, error, fatal or silent (default info)
  LOG_FORMAT    short, a line for people, or json, a line for machines (default short)
`

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const logFormats = ['short', 'json'] as const
const defaultPort = 3000
const httpsPortOffset = 443
const highestPort = 65_535

/** Throws a StartError that says what is wrong with a flag or a variable. */
export function parseSettings(flags: readonly string[], environment: Readonly<Record<string, string | undefined>>): Settings {
  const { cert, key, help } = parseFlags(flags)
  const port = parsePort('PORT', environment['PORT']) ?? defaultPort
  const httpsPort = parsePort('HTTPS_PORT', environment['HTTPS_PORT']) ?? defaultHttpsPort(port)
  if (port !== 0 && port === httpsPort)
    throw new StartError(2, `PORT and HTTPS_PORT are both ${port}: each server needs its own.`)
  return {
    help,
    port,
    httpsPort,
    host: parseHost(environment['HOST']),
    certificateFiles: parseCertificateFiles(cert, key),
    logLevel: parseChoice('LOG_LEVEL', environment['LOG_LEVEL'], logLevels) ?? 'info',
    logFormat: parseChoice('LOG_FORMAT', environment['LOG_FORMAT'], logFormats) ?? 'short',
  }
}

function parseFlags(flags: readonly string[]): { cert: string | undefined; key: string | undefined; help: boolean } {
  try {
    const { values } = parseArgs({
      // `pnpm start -- --cert …` hands the separator on.
      args: flags[0] === '--' ? flags.slice(1) : [...flags],
      options: { cert: { type: 'string' }, key: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    })
    return { cert: values.cert, key: values.key, help: values.help }
  } catch (error) {
    if (!systemErrorCode(error)?.startsWith('ERR_PARSE_ARGS') || !(error instanceof Error)) throw error
    throw new StartError(2, `${error.message.split('. ')[0]}. --help lists what there is.`, { cause: error })
  }
}

function parsePort(name: string, text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= highestPort))
    throw new StartError(2, `${name} must be a number from 0 to ${highestPort}, not ${JSON.stringify(text)}.`)
  return port
}

function defaultHttpsPort(port: number): number {
  if (port === 0) return 0
  const httpsPort = port + httpsPortOffset
  if (httpsPort > highestPort) throw new StartError(2, `PORT + ${httpsPortOffset} is no port: set HTTPS_PORT as well.`)
  return httpsPort
}

function parseHost(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  if (isIP(text) === 0)
    throw new StartError(2, `HOST must be an IP address of this machine, as in 127.0.0.1, not ${JSON.stringify(text)}.`)
  return text
}

function parseCertificateFiles(cert: string | undefined, key: string | undefined): Settings['certificateFiles'] {
  if (!cert && !key) return null
  if (!cert || !key) throw new StartError(2, '--cert and --key go together: give both, or none for a self-signed certificate.')
  return { cert, key }
}

function parseChoice<Choice extends string>(name: string, text: string | undefined, choices: readonly Choice[]): Choice | null {
  if (text === undefined || text === '') return null
  const choice = choices.find((known) => known === text)
  if (choice === undefined) throw new StartError(2, `${name} must be one of ${choices.join(', ')}, not ${JSON.stringify(text)}.`)
  return choice
}
