/** A moment on the calendar and the clock; months and days count from one. */
export interface CalendarTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** The last time that a date can have, in milliseconds since the epoch (ECMA-262 21.4.1.1). */
export const latestTime = 8_640_000_000_000_000

/** Milliseconds since the epoch, read as UTC; `null` where there is no such day or time. */
export function epochMsOf({ year, month, day, hour, minute, second, millisecond }: CalendarTime): number | null {
  if (!within(year, 1_970, 9_999) || !within(month, 1, 12) || !within(day, 1, daysIn(year, month))) return null
  if (!within(hour, 0, 23) || !within(minute, 0, 59) || !within(second, 0, 59) || !within(millisecond, 0, 999)) return null
  return (((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + millisecond
}

/** The time that `Date.prototype.toJSON` writes, in milliseconds since the epoch; `null` for anything else. */
export function parseIsoTime(text: unknown): number | null {
  const found = typeof text === 'string' ? /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(text) : null
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = found.slice(1).map(Number)
  return epochMsOf({ year, month, day, hour, minute, second, millisecond })
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  return (monthLengths[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0)
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Of the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const leapDays = (before: number) => Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  const monthsBefore = monthLengths.slice(0, month - 1).reduce((sum, days) => sum + days, 0)
  return (
    (year - 1_970) * 365 + leapDays(year - 1) - leapDays(1_969) + monthsBefore + (month > 2 && isLeap(year) ? 1 : 0) + day - 1
  )
}
