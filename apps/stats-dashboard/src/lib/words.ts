import type { Codec } from '@earshot/core/stats'

/** What is shown where there is no number. */
export const none = '–'

/** What a person may be called on this page: direction marks and control characters in a name cannot rearrange the words around it. */
export function displayName(name: string, fallback: string): string {
  return name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() || fallback
}

/** The time of day on the reader's clock: `12:03:04`. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8)
}

/** `VP8`, as the report names it, without the kind. */
export function codecName({ mimeType }: Codec): string {
  return mimeType.slice(mimeType.indexOf('/') + 1)
}

/** `48 kHz, stereo`; empty where the report says nothing. */
export function codecFormat({ clockRate, channels }: Codec): string {
  const rate = clockRate === null ? '' : `${clockRate / 1_000} kHz`
  const layout = channels === null ? '' : channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} ch`
  return [rate, layout].filter(Boolean).join(', ')
}

/** `profile-level-id=42e01f`: what of the parameters tells profiles apart. */
export function codecProfile({ sdpFmtpLine }: Codec): string {
  return (
    sdpFmtpLine
      ?.split(';')
      .map((part) => part.trim())
      .filter((part) => /^(?:profile|level|tier|packetization|useinbandfec|stereo|usedtx)/.test(part))
      .join('; ') ?? ''
  )
}

/** A value of a chart. What would round to 0 and is not says so: `< 0.1`. */
export function formatValue(value: number | null, digits: number): string {
  if (value === null) return none
  const least = 10 ** -digits
  if (value === 0 || Math.abs(value) >= least / 2) return value.toFixed(digits)
  return value > 0 ? `< ${least.toFixed(digits)}` : `> -${least.toFixed(digits)}`
}
