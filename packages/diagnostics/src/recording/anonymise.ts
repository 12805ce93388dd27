import type { Report, Stats } from '@earshot/core/stats'

import type { Entry } from './entry.ts'
import type { RecordedEvent } from './event.ts'

/**
 * Takes out of a recording what tells who and where: the last part of IPv4 addresses, all but the first 48 bits of IPv6 addresses, names of hosts,
 * labels and identifiers of devices, keys, certificates and fingerprints. What is the same stays the same, so that a path can still be followed.
 * The function that is returned is for one recording, entry by entry.
 */
export function anonymiser(): (entry: Entry) => Entry {
  const names = new Map<string, string>()
  const alias = (kind: string, name: string): string => {
    const key = `${kind} ${name}`
    const known = names.get(key) ?? `${kind}-${[...names.keys()].filter((other) => other.startsWith(`${kind} `)).length + 1}`
    names.set(key, known)
    return known
  }
  const address = (text: string): string => withoutAddresses(text, (name) => alias('host', name))
  return (entry) =>
    entry.type === 'report'
      ? { ...entry, report: anonymousReport(entry.report, address, alias) }
      : { ...entry, event: anonymousEvent(entry.event, address, alias) }
}

type Address = (text: string) => string
type Alias = (kind: string, name: string) => string

/** Members that are left out. */
const secret = new Set(['base64Certificate', 'fingerprint', 'usernameFragment', 'iceLocalUsernameFragment'])
/** Members that name a device or a track. */
const labels = new Set(['label', 'trackIdentifier', 'deviceId', 'groupId', 'streamIdentifier'])

function anonymousReport({ timestamp, stats }: Report, address: Address, alias: Alias): Report {
  const anonymous = [...stats.values()]
    .filter(({ type }) => type !== 'certificate')
    .map((entry): [string, Stats] => {
      const members = Object.entries(entry).flatMap(([name, value]): [string, unknown][] => {
        if (secret.has(name)) return []
        if (typeof value !== 'string' || name === 'id' || name === 'type') return [[name, value]]
        return [[name, labels.has(name) ? alias('label', value) : address(value)]]
      })
      const { id, type, timestamp: measuredAt } = entry
      return [id, { ...Object.fromEntries(members), id, type, timestamp: measuredAt }]
    })
  return { timestamp, stats: new Map(anonymous) }
}

function anonymousEvent(event: RecordedEvent, address: Address, alias: Alias): RecordedEvent {
  switch (event.type) {
    case 'description':
      return { ...event, sdp: event.sdp === null ? null : anonymousSdp(event.sdp, address, alias) }
    case 'candidate':
      return { ...event, candidate: withoutFragment(address(event.candidate)) }
    case 'candidate-error':
      return { ...event, url: address(event.url), errorText: address(event.errorText) }
    case 'opened':
      return {
        ...event,
        url: null,
        configuration: event.configuration === null ? null : withoutSecrets(address(event.configuration)),
      }
    case 'capture':
      return { ...event, what: '', error: event.error === null ? null : address(event.error) }
    case 'other':
      // What nothing is known of may name anything.
      return { ...event, value: '' }
    default:
      return event
  }
}

function anonymousSdp(sdp: string, address: Address, alias: Alias): string {
  return sdp
    .split(/\r?\n/)
    .map((line) => {
      if (/^a=(?:fingerprint|crypto|identity|tls-id):/.test(line)) return line.replace(/:.*/, ':-')
      if (/^a=ice-(?:ufrag|pwd):/.test(line)) return line.replace(/:.*/, ':-')
      if (/^a=(?:msid|msid-semantic):|^a=ssrc:\d+ (?:cname|msid|mslabel|label):/.test(line)) {
        return line.replace(/(?<=(?:msid|cname|mslabel|label):).*/, (label) => alias('label', label))
      }
      if (line.startsWith('o=')) return line.replace(/^o=\S+ \S+ (\d+).*/, 'o=- 0 $1 IN IP4 0.0.0.0')
      if (line.startsWith('s=')) return 's=-'
      return withoutFragment(address(line))
    })
    .join('\r\n')
}

function withoutFragment(candidate: string): string {
  return candidate.replace(/ ufrag \S+/, ' ufrag -')
}

function withoutSecrets(configuration: string): string {
  return configuration.replaceAll(/("?(?:username|credential)"?\s*[:=]\s*)("[^"]*"|[^\s,}]+)/g, '$1"-"')
}

const ipv4 = /\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b/g
const ipv6 = /(?<![\w:.])(?:[0-9a-f]{1,4}:|:){2,7}[0-9a-f:]*(?:%\w+)?(?![\w:])/gi
const hostName = /\b[\w-]+(?:\.[\w-]+)*\.(?:local|[a-z]{2,24})\b/gi

/** IPv4 without its last octet, IPv6 without its last 80 bits, other names of hosts by their number. */
function withoutAddresses(text: string, alias: (name: string) => string): string {
  return text
    .replaceAll(ipv4, '$1.0')
    .replaceAll(ipv6, (found) => (found === '::' ? found : shortened(found)))
    .replaceAll(hostName, (name) => (isAWord(name) ? name : alias(name)))
}

function shortened(ipv6Address: string): string {
  const [start = ''] = ipv6Address.split('::')
  return `${start
    .split(':')
    .filter((group) => group !== '')
    .slice(0, 3)
    .join(':')}::`
}

/** Names of files have dots as well. */
function isAWord(name: string): boolean {
  return /\.(?:js|html|so|dll|exe)$/i.test(name)
}
