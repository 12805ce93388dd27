import type { EventEntry } from '../recording/entry.ts'

import { eventOf } from './api-event.ts'
import type { ImportNote } from './importer.ts'
import { isRecord, parseJson } from './json.ts'

/** One line of the log of a connection, as a dump has it. */
interface LogLine {
  readonly type: string
  readonly value: unknown
  /** ms since the epoch: since Chrome 142. */
  readonly timestamp: number | null
  /** In the words of the user's language, in the user's time zone: before. */
  readonly time: string | null
}

/** The log of a connection whose reports begin at `startedAt`. */
export function eventsOf(
  log: unknown,
  connection: string,
  startedAt: number | null,
  note: (note: ImportNote) => void,
): readonly EventEntry[] {
  const lines = Array.isArray(log) ? log.flatMap(readLine) : []
  const dated = lines.every(({ timestamp }) => timestamp !== null)
  if (!dated) note({ type: 'estimated-times' })
  const times = dated ? lines.map(({ timestamp }) => timestamp ?? 0) : timesInWords(lines, startedAt)
  return lines.map(({ type, value }, index) => ({
    type: 'event',
    connection,
    timestamp: times[index] ?? 0,
    event: eventOf(nameOf(type), valueOf(value)),
  }))
}

function readLine(line: unknown): readonly LogLine[] {
  if (!isRecord(line) || typeof line.type !== 'string') return []
  const { type, value, timestamp, time } = line
  const at = Number(timestamp)
  return [
    {
      ...{ type, value },
      timestamp: timestamp !== undefined && timestamp !== null && Number.isFinite(at) ? at : null,
      time: typeof time === 'string' ? time : null,
    },
  ]
}

/** `iceConnectionStateChange` in the oldest dumps. */
function nameOf(type: string): string {
  return /statechange$/i.test(type) ? type.toLowerCase() : type
}

/** Data today; before, words such as `type: offer, sdp: v=0` and `ICEConnectionStateConnected`. */
function valueOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const parsed = /^[[{"]/.test(value) ? parseJson(value) : undefined
  if (parsed !== undefined) return parsed
  const description = /^type: (\w+), sdp: ([\s\S]*)$/.exec(value)
  if (description !== null) return { type: description[1], sdp: description[2] }
  const candidate = /\bcandidate: (candidate:[^,]*)/.exec(value)
  if (candidate !== null) return { candidate: candidate[1] }
  const state = /^k?(?:ICE)?(?:Ice|Connection|Signaling|Gathering)+State(\w+)$/.exec(value)?.[1]
  if (state !== undefined) return state.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
  const error = /^url: ([^,]*).*?error_?text: ([^,]*).*?error_?code: (\d+)/i.exec(value)
  return error === null ? value : { url: error[1], errorText: error[2], errorCode: Number(error[3]) }
}

const halfADayMs = 14 * 3_600_000
const quarterMs = 900_000

/**
 * Times in words have a date in an order that depends on the country, and no time zone. The reports have both: the log begins with the
 * connection, and within seconds of that the reports do.
 */
function timesInWords(lines: readonly LogLine[], startedAt: number | null): readonly number[] {
  const orders = [0, 1, 2] as const
  const readings = orders.map((order) => lines.map(({ time }) => (time === null ? null : readTime(time, order))))
  const fits = readings.map((reading) => {
    const first = reading.find((time) => time !== null) ?? null
    return first === null || startedAt === null ? Infinity : Math.abs(first - startedAt)
  })
  const best = fits.indexOf(Math.min(...fits))
  const reading = readings[Math.max(0, best)] ?? []
  const first = reading.find((time) => time !== null) ?? null
  const known = first !== null && startedAt !== null
  const zone = known && Math.abs(first - startedAt) <= halfADayMs ? quarterMs * Math.round((first - startedAt) / quarterMs) : 0
  let last = known ? first - zone : (first ?? startedAt ?? 0)
  return reading.map((time) => (last = Math.max(last, time === null ? last : time - zone)))
}

/** As if it were in UTC; `null` for what is no time. `order` is that of the numbers of a date: day first, month first, year first. */
function readTime(time: string, order: 0 | 1 | 2): number | null {
  const inEnglish = /^\w{3} \w{3} \d/.test(time) ? Date.parse(time) : Number.NaN
  if (Number.isFinite(inEnglish)) return inEnglish
  const clock = /(\d{1,2})[:.](\d{2})[:.](\d{2})(?:[.,](\d{1,3}))?/.exec(time)
  const date = /(\d{1,4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,4})/.exec(clock === null ? time : time.replace(clock[0], ' '))
  if (clock === null || date === null) return null
  const numbers = date.slice(1).map(Number)
  const [a = 0, b = 0, c = 0] = numbers
  const [year, month, day] = a > 31 || order === 2 ? [a, b, c] : order === 0 ? [c, b, a] : [c, a, b]
  const [hour = 0, minute = 0, second = 0, thousandths = 0] = clock.slice(1).map((part) => Number(part ?? 0))
  const afternoon = /\bp\.?\s?m\b|下午|午後|오후/i.test(time)
  const morning = /\ba\.?\s?m\b|上午|午前|오전/i.test(time)
  const hours = afternoon && hour < 12 ? hour + 12 : morning && hour === 12 ? 0 : hour
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  return Date.UTC(year < 100 ? 2_000 + year : year, month - 1, day, hours, minute, second, thousandths)
}
