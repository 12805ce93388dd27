import { wrongArgument } from '@earshot/core/signaling'

const httpSchemes: Readonly<Record<string, string>> = { 'https:': 'https:', 'http:': 'http:', 'wss:': 'https:', 'ws:': 'http:' }

/**
 * The origin of the signaling server that the option `url` names, by default the page's own. `ws:` and `wss:` are taken for `http:` and `https:`.
 * @throws TypeError that says how it must be written.
 */
export function serverUrl(given: unknown): string {
  if (given === undefined) return pageOrigin()
  if (typeof given !== 'string') throw wrongArgument('url', "a string such as 'https://example.org'", given)
  const url = parse(given)
  const scheme = httpSchemes[url?.protocol ?? '']
  if (url === null || scheme === undefined)
    throw wrongArgument('url', `the address of a server, such as '${spelling(given)}'`, withoutUser(given))
  if (url.username !== '' || url.password !== '')
    throw wrongArgument('url', 'without a user name and a password', url.host, 'both')
  const origin = `${scheme}//${url.host}`
  // Socket.IO would take a path for the name of one of its namespaces, and the server has none.
  if (url.pathname !== '/') throw wrongArgument('url', `without a path: { url: '${origin}', path: '${url.pathname}' }`, given)
  if (url.search !== '' || url.hash !== '') throw wrongArgument('url', `without a query: '${origin}'`, given)
  return origin
}

function pageOrigin(): string {
  const origin = typeof location === 'undefined' ? null : location.origin
  if (origin !== null && /^https?:/.test(origin)) return origin
  throw wrongArgument(
    'url',
    "given where there is no page of a web server: { url: 'https://example.org' }",
    origin,
    origin ?? 'none',
  )
}

/** What was meant, as well as one can tell. */
function spelling(given: string): string {
  const address = given
    .trim()
    .replace(/^[a-z+]*:?\/+/i, '')
    .replace(/^[^/]*@/, '')
  const scheme = /^(localhost|127\.|\[::1\])/i.test(address) ? 'http' : 'https'
  return parse(`${scheme}://${address}`)?.origin ?? 'https://example.org'
}

/** As it may be shown in an error: what is before the host may be a password. */
function withoutUser(given: string): string {
  return given.replace(/[^/]*@/, '')
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
