import { formatBitrate, formatMs, formatPercent } from '@earshot/ui'
import type { CandidateSummary, Codec, Sample } from '@earshot/core/stats'

import { readingOf } from './reading.ts'

/** What is shown where there is no number. */
export const none = '–'

/** What a person may be called on this page: direction marks and control characters in a name cannot rearrange the words around it. */
export function displayName(name: string, fallback: string): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() || fallback
}

/** `42 seconds`, `2 minutes 5 seconds`, `1 hour 3 minutes`. */
export function durationInWords(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000))
  const hours = Math.floor(total / 3_600)
  const minutes = Math.floor((total % 3_600) / 60)
  const seconds = total % 60
  if (hours > 0) return joined(counted(hours, 'hour'), minutes, 'minute')
  if (minutes > 0) return joined(counted(minutes, 'minute'), seconds, 'second')
  return counted(seconds, 'second')
}

/** The time of day on the reader's clock: `12:03:04`. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8)
}

/** `1 person`, `3 people`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** `Ada`, `Ada and Bob`, `Ada, Bob and 3 others`. */
export function namesInWords(names: readonly string[]): string {
  const [first = 'Nobody', second, third] = names
  if (second === undefined) return first
  if (third === undefined) return `${first} and ${second}`
  if (names.length === 3) return `${first}, ${second} and ${third}`
  return `${first}, ${second} and ${names.length - 2} others`
}

/** `direct, UDP`, `relayed, UDP`; `none yet` before a pair is selected. */
export function pathInWords({ path: { pair } }: Sample): string {
  if (pair === null) return 'none yet'
  return `${isRelayed(pair) ? 'relayed' : 'direct'}, ${pair.local.protocol.toUpperCase()}`
}

/** Both ends of the path: `host to server-reflexive`, with how the relay is reached. */
export function endsInWords({ path: { pair } }: Sample): string {
  if (pair === null) return 'no candidate pair selected'
  const relay = pair.local.relayProtocol === null ? '' : ` over ${pair.local.relayProtocol.toUpperCase()}`
  return `${candidateWords[pair.local.candidateType]}${relay} to ${candidateWords[pair.remote.candidateType]}`
}

/** The present numbers of a call in sentences. "It" is the side that measured them. */
export function numbersInWords(sample: Sample): string {
  const { sent, received, lossUp, lossDown } = readingOf(sample)
  return [pathSentence(sample), flowSentence(sent, received), lossSentence(lossUp, lossDown)].filter(Boolean).join(' ')
}

/** `VP8`, as the report names it, without the kind. */
export function codecName({ mimeType }: Codec): string {
  return mimeType.slice(mimeType.indexOf('/') + 1)
}

/** `48 kHz, stereo`; empty where the report says nothing. */
export function codecFormat({ clockRate, channels }: Codec): string {
  const rate = clockRate === null ? '' : `${clockRate / 1_000} kHz`
  const layout = channels === null ? '' : (channelWords.get(channels) ?? `${channels} channels`)
  return [rate, layout].filter(Boolean).join(', ')
}

/** `640×480, 30 fps`. */
export function pictureInWords(width: number | null, height: number | null, framesPerSecond: number | null): string {
  const size = width === null || height === null ? '' : `${width}×${height}`
  const rate = framesPerSecond === null ? '' : `${Math.round(framesPerSecond)} fps`
  return [size, rate].filter(Boolean).join(', ') || none
}

/** A value of a chart. What would round to 0 and is not says so: `< 0.1`. */
export function formatValue(value: number | null, digits: number): string {
  if (value === null) return none
  const least = 10 ** -digits
  return value > 0 && value < least / 2 ? `< ${least.toFixed(digits)}` : value.toFixed(digits)
}

const candidateWords = { host: 'host', srflx: 'server-reflexive', prflx: 'peer-reflexive', relay: 'relay' } as const
const channelWords: ReadonlyMap<number, string> = new Map([
  [1, 'mono'],
  [2, 'stereo'],
])

function isRelayed(pair: { readonly local: CandidateSummary; readonly remote: CandidateSummary }): boolean {
  return pair.local.candidateType === 'relay' || pair.remote.candidateType === 'relay'
}

function pathSentence({ path }: Sample): string {
  if (path.pair === null) return 'No path to the other side is selected yet.'
  const way = isRelayed(path.pair) ? 'through a relay' : 'directly'
  const trip = path.roundTripTimeMs === null ? '' : ` with a round trip of ${formatMs(path.roundTripTimeMs)}`
  return `The media goes ${way} over ${path.pair.local.protocol.toUpperCase()}${trip}.`
}

function flowSentence(sent: number | null, received: number | null): string {
  if (sent === null && received === null) return 'No bitrate is measured yet.'
  const parts = [
    sent === null ? '' : `sends ${formatBitrate(sent)}`,
    received === null ? '' : `receives ${formatBitrate(received)}`,
  ]
  return `It ${parts.filter(Boolean).join(' and ')}.`
}

/** The share of the worst track is the most that can be lost of all tracks together, hence "at most". */
function lossSentence(up: number | null, down: number | null): string {
  if (up === null && down === null) return ''
  if ((up ?? 0) === 0 && (down ?? 0) === 0) return 'No packet is lost.'
  const parts = [
    up === null ? '' : `${share(up)} of the packets it sends`,
    down === null ? '' : `${share(down)} of ${up === null ? 'the packets' : 'those'} it receives`,
  ]
  return `${capitalised(parts.filter(Boolean).join(' and '))} are lost.`
}

function share(ratio: number): string {
  if (ratio === 0) return 'none'
  return ratio < 0.001 ? 'less than 0.1 %' : `at most ${formatPercent(ratio)}`
}

function joined(first: string, count: number, one: string): string {
  return count === 0 ? first : `${first} ${counted(count, one)}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
