import type { Report, Stats } from './report.ts'

/** Entries whose numbers and flags are statistics and nothing else. The context of a call is made of nothing else either. */
const statistics: ReadonlySet<string> = new Set([
  ...['inbound-rtp', 'outbound-rtp', 'remote-inbound-rtp', 'remote-outbound-rtp', 'media-source', 'media-playout'],
  ...['codec', 'transport', 'candidate-pair', 'data-channel', 'peer-connection'],
  ...['earshot-page', 'earshot-section', 'earshot-peer', 'earshot-others'],
])

/** Entries that also have addresses: only what is named below is taken. */
const named: ReadonlySet<string> = new Set(['local-candidate', 'remote-candidate'])

/** Words that name no person, device or address: states, codecs, kinds, and ids by which entries refer to each other. */
const words: ReadonlySet<string> = new Set([
  ...[
    'type',
    'id',
    'kind',
    'mid',
    'rid',
    'direction',
    'sent',
    'signaling',
    'state',
    'iceState',
    'dtlsState',
    'iceRole',
    'dtlsRole',
  ],
  ...['tlsVersion', 'dtlsCipher', 'srtpCipher', 'mimeType', 'sdpFmtpLine', 'encoderImplementation', 'decoderImplementation'],
  ...['qualityLimitationReason', 'scalabilityMode', 'candidateType', 'protocol', 'relayProtocol', 'tcpType', 'networkType'],
  ...['codecId', 'transportId', 'remoteId', 'localId', 'mediaSourceId', 'playoutId', 'selectedCandidatePairId'],
  ...['localCandidateId', 'remoteCandidateId'],
])

/** Records and lists of numbers and such words. */
const composed: ReadonlySet<string> = new Set(['qualityLimitationDurations', 'psnrSum', 'screens', 'silent'])

/**
 * What of a report may leave this machine for observers: numbers, flags and words from a list. No address, port, name, label, certificate
 * or fingerprint (docs/robustness.md, T19).
 */
export function withoutPrivate({ timestamp, stats }: Report): Report {
  const allowed = new Map<string, Stats>()
  for (const [id, entry] of stats) {
    const kept = allowedMembers(entry)
    if (kept !== null) allowed.set(id, kept)
  }
  return { timestamp, stats: allowed }
}

function allowedMembers(stats: Stats): Stats | null {
  const all = statistics.has(stats.type)
  if (!all && !named.has(stats.type)) return null
  const { id, type, timestamp } = stats
  const members = Object.entries(stats).filter(([name, value]) => isAllowed(name, value, all))
  return { ...Object.fromEntries(members), id, type, timestamp }
}

function isAllowed(name: string, value: unknown, numbers: boolean): boolean {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return numbers
    case 'string':
      return words.has(name)
    default:
      return composed.has(name)
  }
}

/** Lines of a session description that say which media, codecs and directions were agreed on. Addresses, names, keys and fingerprints are in the others. */
const mediaLines =
  /^(?:m=(?:audio|video|application) |a=(?:rtpmap|fmtp|rtcp-fb|extmap|mid|rid|simulcast|group|rtcp-mux|rtcp-rsize|sendrecv|sendonly|recvonly|inactive|setup|ice-options|ice-lite)\b)/

/** What of a session description may leave this machine for observers: the lines about media, without the port. */
export function mediaLinesOf(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => mediaLines.test(line))
    .map((line) => line.replace(/^(m=\w+) \d+/, '$1 9'))
    .join('\r\n')
}
