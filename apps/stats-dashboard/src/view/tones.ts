import type { Severity, Verdict } from '@earshot/diagnostics'
import type { Tone } from '@earshot/ui'

export const toneOfLevel: Readonly<Record<Verdict['level'], Tone>> = {
  good: 'good',
  fair: 'warn',
  poor: 'warn',
  bad: 'bad',
  unknown: 'neutral',
}

export const toneOfSeverity: Readonly<Record<Severity, 'neutral' | 'warn' | 'bad'>> = {
  info: 'neutral',
  warning: 'warn',
  critical: 'bad',
}

export function toneOfScore(score: number | null): Tone {
  if (score === null) return 'neutral'
  return score >= 4 ? 'good' : score >= 3 ? 'warn' : 'bad'
}
