import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a page of this origin may open a WebSocket here: browsers let any page on the web try, and say in `Origin` which one it is
 * (docs/robustness.md T21). Without the header the client is no browser, and no page's user can be abused through it.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  return allowedOrigins.includes(origin) || (host !== undefined && hostOf(origin) === host.toLowerCase())
}

/** Only host and port are compared: a proxy that ends TLS changes the scheme. `null`, the origin of a sandboxed page, has no host. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
