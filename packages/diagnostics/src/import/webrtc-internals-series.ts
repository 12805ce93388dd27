import { parseIsoTime } from './calendar.ts'
import { membersOf, parseJson } from './json-value.ts'

/** One member of one entry of getStats over time, a value for each report that had it. */
export interface Series {
  /** Of the entry. */
  readonly id: string
  readonly member: string
  /** The entry's type; not written before Chrome 90. */
  readonly type: string | null
  /** Milliseconds since the epoch of the report with the first value; `null` where there is no such time. */
  readonly start: number | null
  /** Of the report with the last value. */
  readonly end: number | null
  /** As getStats gave them; `null` for what is none. */
  readonly values: readonly unknown[]
}

/** What Chrome's page wrote under a key like `T01-bytesSent`: a series, one that the page computed itself, or nothing that makes sense. */
export function readSeries(key: string, text: string): Series | 'computed' | null {
  if (key.includes('-[')) return 'computed'
  const dash = key.lastIndexOf('-')
  const member = key.slice(dash + 1).replace(/\*$/, '') // marks what scripts did not see
  if (dash < 1 || !memberName.test(member)) return null
  const fields = membersOf(parseJson(text))
  const [values, type] = [fields.get('values'), fields.get('statsType')]
  const list = typeof values === 'string' ? parseJson(values) : values
  if (!Array.isArray(list)) return null
  return {
    id: key.slice(0, dash),
    member,
    type: typeof type === 'string' ? type : null,
    start: parseIsoTime(fields.get('startTime')),
    end: parseIsoTime(fields.get('endTime')),
    values: readValues(member, list),
  }
}

/** Names of members are properties later, so what JavaScript gives a meaning of its own is none. */
const memberName = /^[A-Za-z][\w.]*$/

/** One after the other, each in the place of what was read, for there are millions. */
function readValues(member: string, values: unknown[]): readonly unknown[] {
  const read = member === 'state' ? stateOf : texts.has(member) ? textOf : dataOf
  let before: unknown = null
  for (const [index, value] of values.entries()) {
    const after = read(value)
    // Of equal texts only the first is kept in memory.
    before = after === before ? before : after
    values[index] = before
  }
  return member === 'audioLevel' ? audioLevels(values) : values
}

/** Members that are texts even where they look like numbers, which Chrome's page then turned them into. */
const texts: ReadonlySet<string> = new Set([
  ...['id', 'type', 'kind', 'mediaType', 'mid', 'rid', 'trackIdentifier', 'label', 'protocol'],
  ...['transportId', 'codecId', 'mediaSourceId', 'remoteId', 'localId', 'playoutId', 'trackId', 'selectedCandidatePairId'],
  ...['localCandidateId', 'remoteCandidateId', 'localCertificateId', 'remoteCertificateId', 'issuerCertificateId'],
  ...['candidateType', 'address', 'ip', 'relatedAddress', 'url', 'foundation', 'relayProtocol', 'tcpType'],
  ...['usernameFragment', 'iceLocalUsernameFragment', 'networkType', 'networkAdapterType', 'mimeType', 'sdpFmtpLine'],
  ...['fingerprint', 'fingerprintAlgorithm', 'base64Certificate', 'tlsVersion', 'dtlsCipher', 'srtpCipher', 'dtlsState'],
  ...['encoderImplementation', 'decoderImplementation', 'scalabilityMode', 'contentType', 'googTimingFrameInfo'],
])

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}

/** States of candidate pairs that webrtc-stats has other words for by now. */
const words: ReadonlyMap<string, string> = new Map([
  ['inprogress', 'in-progress'],
  ['cancelled', 'failed'],
])

function stateOf(value: unknown): string | null {
  const text = textOf(value)
  return words.get(text ?? '') ?? text
}

function dataOf(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'boolean':
      return value
    case 'string':
      return dataOfText(value)
    default:
      return isFlat(value) ? value : null
  }
}

function dataOfText(text: string): unknown {
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return dataOf(Number(text))
  if (text === 'true' || text === 'false') return text === 'true'
  if (text.startsWith('{')) return recordOf(text)
  return noData.test(text) ? null : text
}

const noData = /^(?:|NaN|-?Infinity|null|undefined|Invalid Date)$/

/** Nothing that getStats gives is deeper than `qualityLimitationDurations`. */
function isFlat(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((member) => typeof member === 'number')
}

/** `{bandwidth:0,cpu:1.5}`, with quotes or without. */
function recordOf(text: string): Readonly<Record<string, number>> {
  const pairs = [...text.matchAll(/(\w+)"?:\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/gi)]
  return Object.fromEntries(pairs.map(([, name = '', number]) => [name, Number(number)]))
}

const loudest = 32_767

/** From 0 to 1: once they were from 0 to 32767, with -1 for none. */
function audioLevels(values: readonly unknown[]): readonly unknown[] {
  const scale = values.some((value) => typeof value === 'number' && value > 1) ? loudest : 1
  return values.map((value) => (typeof value === 'number' && value >= 0 ? value / scale : null))
}
