import type { TimeWindow } from './plot-view.ts'

export interface TimeTick {
  readonly time: number
  readonly label: string
}

const dayMs = 86_400_000
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200].map(
  (seconds) => 1_000 * seconds,
)

/**
 * Round times in a window. What is live is counted from now on (`−30 s`), anything else has the time of day, and the day where there are
 * several; only as many as there is room for.
 */
export function timeTicks(
  { from, to }: TimeWindow,
  { live, now, wide }: { readonly live: boolean; readonly now: string; readonly wide: boolean },
): readonly TimeTick[] {
  const most = wide ? 5 : 4
  const step = steps.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most / dayMs) * dayMs
  if (live) {
    const count = Math.floor((to - from) / step)
    return Array.from({ length: count + 1 }, (_, index) => ({
      time: to - (count - index) * step,
      label: index === count ? now : ago((count - index) * step),
    }))
  }
  const zone = 60_000 * new Date(from).getTimezoneOffset()
  const first = Math.ceil((from - zone) / step) * step + zone
  const ticks = Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
  return ticks.map((time) => ({ time, label: to - from < dayMs ? clock(time, step) : date(time, step) }))
}

function ago(ms: number): string {
  if (ms < 120_000) return `−${ms / 1_000} s`
  if (ms < 7_200_000) return `−${Number((ms / 60_000).toFixed(1))} min`
  return `−${Number((ms / 3_600_000).toFixed(1))} h`
}

/** `12:03:04`, `12:03`. */
function clock(time: number, step: number): string {
  return new Date(time).toTimeString().slice(0, step < 60_000 ? 8 : 5)
}

/** `01-15 12:00`, `2026-01-15`. */
function date(time: number, step: number): string {
  const at = new Date(time)
  const day = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
  return step < dayMs ? `${day} ${clock(time, step)}` : `${at.getFullYear()}-${day}`
}
