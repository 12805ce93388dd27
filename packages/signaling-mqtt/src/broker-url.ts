import { wrongArgument } from '@earshot/core/signaling'

export type Protocol = 'mqtt' | 'mqtts' | 'ws' | 'wss'

export interface BrokerUrl {
  readonly url: URL
  readonly protocol: Protocol
}

/** What other programs and other transports call them. */
const synonyms: Readonly<Record<string, Protocol>> = { http: 'ws', https: 'wss', tcp: 'mqtt', ssl: 'mqtts', tls: 'mqtts' }
const protocolsByPort: Readonly<Record<string, Protocol>> = { 1883: 'mqtt', 8883: 'mqtts' }

/**
 * The address that the option `url` names, by default `/mqtt` at the page's own host.
 * @throws TypeError that says how it must be written.
 */
export function brokerUrl(given: unknown): BrokerUrl {
  const url = given === undefined ? pageUrl() : parse(given)
  const protocol = url?.protocol.slice(0, -1)
  if (url === null || url.host === '' || !isProtocol(protocol)) {
    const example = typeof given === 'string' ? spelling(given) : 'wss://example.org/mqtt'
    throw wrongArgument(
      'url',
      `the address of a broker with the scheme wss, ws, mqtts or mqtt, such as '${example}'`,
      withoutUser(given),
    )
  }
  if (url.username !== '' || url.password !== '')
    throw wrongArgument(
      'url',
      'without user name and password, which are options of their own since it is shown in errors',
      null,
      'both',
    )
  if (url.hash !== '') throw wrongArgument('url', `without a fragment: '${url.href.replace(url.hash, '')}'`, given)
  if (protocol === 'ws' || protocol === 'wss') return { url, protocol }
  if (typeof location !== 'undefined') throw wrongArgument('url', 'one of wss: or ws:, since a page has no other way', given)
  if (url.pathname.length > 1 || url.search !== '')
    throw wrongArgument('url', `without a path, which only wss: and ws: have: '${url.protocol}//${url.host}'`, given)
  return { url, protocol }
}

function pageUrl(): URL {
  const origin = typeof location === 'undefined' ? null : location.origin
  if (origin !== null && /^https?:/.test(origin)) return new URL(`${origin.replace(/^http/, 'ws')}/mqtt`)
  throw wrongArgument(
    'url',
    "given where there is no page of a web server: { url: 'wss://example.org/mqtt' }",
    origin,
    origin ?? 'none',
  )
}

/** What was meant, as well as one can tell. */
function spelling(given: string): string {
  const [, scheme = '', address = ''] = /^(?:([a-z+]*):?\/+)?(.*)$/i.exec(given.trim().replace(/[^/]*@/, '')) ?? []
  const url = parse(`http://${address}`)
  if (url === null) return 'wss://example.org/mqtt'
  const local = /^(localhost|127\.|\[::1\])/i.test(address)
  const protocol = synonyms[scheme.toLowerCase()] ?? protocolsByPort[url.port] ?? (local ? 'ws' : 'wss')
  return `${protocol}://${url.host}${protocol.startsWith('ws') && url.pathname !== '/' ? url.pathname : ''}`
}

/** As it may be shown in an error: what is before the host may be a password. */
function withoutUser(given: unknown): unknown {
  return typeof given === 'string' ? given.replace(/[^/]*@/, '') : given
}

function parse(value: unknown): URL | null {
  try {
    return typeof value === 'string' ? new URL(value) : null
  } catch {
    return null
  }
}

function isProtocol(scheme: string | undefined): scheme is Protocol {
  return scheme === 'mqtt' || scheme === 'mqtts' || scheme === 'ws' || scheme === 'wss'
}
