import { epochMsOf } from './calendar.ts'

/** In which order a browser's language puts year, month and day. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy'

/** How the clock on the wall was written where a dump was made. */
export interface LocalClock {
  readonly order: DateOrder
  /** What was added to UTC. */
  readonly zoneMs: number
}

/** What is known of when a connection was made. */
export interface Beginning {
  /** The time of its first event, as it was written. */
  readonly event: string
  /** What its reports say: about when that was, in milliseconds since the epoch. */
  readonly time: number
}

/**
 * How the times of a dump have to be read. `toLocaleString` says neither the time zone nor the order of day and month, but the reports have
 * times in UTC, and a connection's first event is never far from when they begin.
 */
export function localClockOf(written: readonly string[], beginnings: readonly Beginning[]): LocalClock {
  const orders = likelyOrders(written)
  const found = beginnings.flatMap(({ event, time }) =>
    orders.flatMap((order) => {
      const local = readLocalTime(event, { order, zoneMs: 0 })
      return local === null || Math.abs(local - time) > farthestZoneMs ? [] : [{ order, zoneMs: zoneOf(local - time) }]
    }),
  )
  return mostFrequent(found) ?? { order: orders[0] ?? 'dmy', zoneMs: 0 }
}

/** Milliseconds since the epoch of a time in a browser's own language, to the second; `null` where it cannot be read with certainty. */
export function readLocalTime(text: string, { order, zoneMs }: LocalClock): number | null {
  const numbers = inAsciiDigits(text).match(/\d+/g)?.map(Number) ?? []
  if (numbers.length !== 6) return null
  const isTimeFirst = (numbers[5] ?? 0) > 999
  const [first = 0, second = 0, third = 0, hour = 0, minute = 0, seconds = 0] = isTimeFirst
    ? [...numbers.slice(3), ...numbers.slice(0, 3)]
    : numbers
  const [year, month, day] =
    order === 'ymd' ? [first, second, third] : [third, ...(order === 'dmy' ? [second, first] : [first, second])]
  const local = epochMsOf({
    year: year > buddhistFrom ? year - buddhistYears : year,
    month: month ?? 0,
    day: day ?? 0,
    hour: hourOfDay(hour, text),
    minute,
    second: seconds,
    millisecond: 0,
  })
  return local === null ? null : local - zoneMs
}

const minuteMs = 60_000
const farthestZoneMs = 15 * 60 * minuteMs

/** Thailand counts from another year. */
const buddhistFrom = 2_400
const buddhistYears = 543

/** The orders in which most of the times make sense; where they leave day and month open, the more common one first. */
function likelyOrders(written: readonly string[]): readonly DateOrder[] {
  const american = written.some((text) => /\d\/.*[ap]m\b/i.test(text))
  const orders: readonly DateOrder[] = american ? ['mdy', 'dmy', 'ymd'] : ['ymd', 'dmy', 'mdy']
  const readable = orders.map((order) => written.filter((text) => readLocalTime(text, { order, zoneMs: 0 }) !== null).length)
  return orders.filter((_, index) => (readable[index] ?? 0) > 0 && readable[index] === Math.max(...readable))
}

/** Zones are a multiple of a quarter of an hour. Those that are not one of half an hour are few, so the clocks must agree well to show one. */
function zoneOf(aheadMs: number): number {
  const quarter = Math.round(aheadMs / (15 * minuteMs)) * 15 * minuteMs
  return Math.abs(quarter - aheadMs) <= minuteMs ? quarter : Math.round(aheadMs / (30 * minuteMs)) * 30 * minuteMs
}

function mostFrequent(clocks: readonly LocalClock[]): LocalClock | null {
  const counts = new Map<string, number>()
  const keyOf = ({ order, zoneMs }: LocalClock) => `${order} ${zoneMs}`
  for (const clock of clocks) counts.set(keyOf(clock), (counts.get(keyOf(clock)) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return clocks.find((clock) => counts.get(keyOf(clock)) === most) ?? null
}

/** Arabic, Persian, Hindi and Bengali digits, as `toLocaleString` writes them. */
function inAsciiDigits(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹०-९০-৯]/g, (digit) => {
    const code = digit.charCodeAt(0)
    const zero = [0x06_60, 0x06_f0, 0x09_66, 0x09_e6].findLast((start) => start <= code) ?? code
    return String(code - zero)
  })
}

const afternoon = /p\.?\s?m\b|μ\.μ|下午|晚上|午後|오후|م/i
const morning = /a\.?\s?m\b|π\.μ|上午|凌晨|早上|午前|오전|ص/i

function hourOfDay(hour: number, text: string): number {
  if (afternoon.test(text)) return hour === 12 ? 12 : hour + 12
  return morning.test(text) && hour === 12 ? 0 : hour
}
