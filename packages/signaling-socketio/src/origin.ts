import type { IncomingHttpHeaders } from 'node:http'

import { wrongArgument } from '@earshot/core/signaling'

/** Origins such as `https://example.org`; `'*'` stands for all of them. */
export type AllowedOrigins = '*' | readonly string[]

/**
 * Whether a page of this origin may open a WebSocket here: browsers let any page on the web try, and say in `Origin` which one it is
 * (docs/robustness.md T21). Without the header the client is no browser, and no page's user can be abused through it.
 */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, allowedOrigins: AllowedOrigins): boolean {
  if (origin === undefined || allowedOrigins === '*' || allowedOrigins.includes(origin)) return true
  return host !== undefined && isOfHost(origin, host)
}

/**
 * The option `allowedOrigins`, as browsers write origins: in small letters, without a default port or a slash at the end.
 * @throws TypeError that says how it must be written.
 */
export function parseAllowedOrigins(value: unknown): AllowedOrigins {
  if (value === '*' || (Array.isArray(value) && value.includes('*'))) return '*'
  if (Array.isArray(value)) return value.map(parseOrigin)
  throw wrongArgument('allowedOrigins', "a list of origins, such as ['https://example.org'], or '*' for all", value)
}

function parseOrigin(value: unknown): string {
  const [, scheme = '', host = ''] = typeof value === 'string' ? (originPattern.exec(value) ?? []) : []
  if (!URL.canParse(`http://${host}`) || /^wss?$/i.test(scheme))
    throw wrongArgument('allowedOrigins', `a list of origins, such as ['${spelling(value)}'], or '*' for all`, value)
  // Pages of browser extensions and of apps have schemes of their own, which URL knows no origin for.
  return /^https?$/i.test(scheme) ? new URL(`${scheme}://${host}`).origin : `${scheme}://${host}`.toLowerCase()
}

const originPattern = /^([a-z][a-z0-9+.-]*):\/\/([^\s/?#@*\\]+)\/?$/i

/** What was meant, as well as one can tell. */
function spelling(value: unknown): string {
  const [host = ''] =
    typeof value === 'string'
      ? value
          .trim()
          .replace(/^[a-z]*:?\/+/i, '')
          .split(/[/?#]/, 1)
      : []
  const scheme = /^(localhost|127\.|\[::1\])/i.test(host) ? 'http' : 'https'
  const meant = `${scheme}://${host}`
  return originPattern.test(meant) && URL.canParse(meant) ? new URL(meant).origin : 'https://example.org'
}

/** Only host and port are compared: a proxy that ends TLS changes the scheme. `null`, the origin of a sandboxed page, has no host. */
function isOfHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  const own = `${page.protocol}//${host}`
  return page.host !== '' && URL.canParse(own) && new URL(own).host === page.host
}
