/** What is shown where there is no number. */
const none = '–'

/** `1.70 Mbit/s`, `263 kbit/s`. */
export function formatBitrate(bitsPerSecond: number | null): string {
  if (bitsPerSecond === null) return none
  if (bitsPerSecond >= 1_000_000) return `${(bitsPerSecond / 1_000_000).toFixed(bitsPerSecond >= 10_000_000 ? 1 : 2)} Mbit/s`
  return `${Math.round(bitsPerSecond / 1_000)} kbit/s`
}

/** `48 ms`. What is under 1 ms is not 0: `< 1 ms`. */
export function formatMs(ms: number | null): string {
  if (ms === null) return none
  return ms < 1 ? '< 1 ms' : `${Math.round(ms)} ms`
}

/** A ratio of 0 to 1 as `1.9 %`. */
export function formatPercent(ratio: number | null): string {
  return ratio === null ? none : `${(ratio * 100).toFixed(1)} %`
}

/** Seconds as a clock: `3:12`, `1:02:05`. */
export function formatDuration(totalSeconds: number): string {
  const whole = Math.max(0, Math.floor(totalSeconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const seconds = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}
