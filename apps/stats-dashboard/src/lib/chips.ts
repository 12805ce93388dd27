import type { Issue, Side } from '@earshot/diagnostics'
import type { Sample } from '@earshot/core/stats'
import { formatBitrate, formatMs, formatPercent } from '@earshot/ui'
import type { Tone } from '@earshot/ui'

import type { Words } from '../words/words.ts'
import { glanceOf, type GlanceSeries } from './glance.ts'

/** Where something can be wrong, from this end to the other. */
export type Place = 'self' | 'upload' | 'path' | 'download' | 'peer'

export const places: readonly Place[] = ['self', 'upload', 'path', 'download', 'peer']

export interface Chip {
  readonly place: Place
  readonly tone: Tone
  /** The gravest issue there; `null` where nothing is wrong. */
  readonly issue: Issue | null
  readonly detail: string
}

const sides: Readonly<Record<Side, Place>> = {
  local: 'self',
  uplink: 'upload',
  downlink: 'download',
  remote: 'peer',
  unknown: 'path',
}

export function placeOf({ side }: Pick<Issue, 'side'>): Place {
  return sides[side]
}

/** What another issue explains, and is on no side by itself, is where that one is. */
function isElsewhere({ side, suppressedBy }: Issue): boolean {
  return side === 'unknown' && suppressedBy !== null
}

const weights = { critical: 2, warning: 1, info: 0 }

/**
 * The five places with what is wrong at each, of these issues, and its most telling number: of the newest sample, or of the whole of a recording,
 * where `means` has those of the glance.
 */
export function chipsOf(
  issues: readonly Issue[],
  sample: Sample | null,
  words: Words,
  means: ReadonlyMap<string, number> | null = null,
): readonly Chip[] {
  return places.map((place) => {
    const here = issues.filter((issue) => placeOf(issue) === place && issue.severity !== 'info' && !isElsewhere(issue))
    const [issue = null] = here.toSorted(
      (a, b) => Number(a.suppressedBy !== null) - Number(b.suppressedBy !== null) || weights[b.severity] - weights[a.severity],
    )
    const known = sample !== null && (place !== 'peer' || sample.peer !== null)
    const tone = issue === null ? (known ? 'good' : 'neutral') : issue.severity === 'critical' ? 'bad' : 'warn'
    return { place, tone, issue, detail: sample === null ? '' : detailOf(place, sample, means ?? glanceOf(sample, null), words) }
  })
}

function detailOf(place: Place, sample: Sample, numbers: ReadonlyMap<string, number>, { chips, tracks }: Words): string {
  const number = (name: GlanceSeries) => numbers.get(name) ?? null
  switch (place) {
    case 'self': {
      const [frames, camera] = [number('framesSent'), number('framesCamera')]
      if (frames === null) return ''
      const rate = `${Math.round(frames)} ${tracks.fps}`
      return camera === null ? rate : chips.of(String(Math.round(frames)), `${Math.round(camera)} ${tracks.fps}`)
    }
    case 'upload': {
      const [sent, available, loss] = [number('sent'), number('available'), number('lossUp')]
      const rate = available === null ? formatBitrate(sent) : chips.of(formatBitrate(sent), formatBitrate(available))
      return loss !== null && loss >= 0.005 ? `${rate}, ${chips.lost(formatPercent(loss))}` : rate
    }
    case 'path': {
      const { pair } = sample.path
      if (pair === null) return chips.noPath
      const relayed = pair.local.candidateType === 'relay' || pair.remote.candidateType === 'relay'
      const protocol = (pair.local.relayProtocol ?? pair.local.protocol).toUpperCase()
      return `${relayed ? chips.relayed : chips.direct}, ${protocol}, ${formatMs(number('roundTrip'))}`
    }
    case 'download': {
      const [received, loss] = [number('received'), number('lossDown')]
      return loss === null ? formatBitrate(received) : `${formatBitrate(received)}, ${chips.lost(formatPercent(loss))}`
    }
    case 'peer': {
      const available = sample.peer?.availableOutgoingBitrate ?? null
      return available === null ? '' : chips.canSend(formatBitrate(available))
    }
  }
}
