import { isUnsupported } from '@earshot/core/stats'
import { curveOf, type Curve } from '@earshot/diagnostics'

import { explains } from '../lib/explained.ts'
import { issuesOf, type Session } from '../lib/session.ts'
import type { Plot } from '../lib/plot.ts'
import type { TimeWindow } from '../lib/plot-view.ts'
import type { Band } from './chart/line-chart.ts'
import { toneOfSeverity } from './tones.ts'

/** The issues of a session as the time that a chart tints: those that it explains. What another issue explains has no band of its own. */
export function bandsOf(session: Session, { id }: Plot): readonly Band[] {
  return issuesOf(session)
    .filter(({ type, severity, suppressedBy }) => severity !== 'info' && suppressedBy === null && explains(id, type))
    .map(({ startedAt, endedAt, severity }) => ({
      from: startedAt,
      to: endedAt ?? session.to,
      tone: toneOfSeverity[severity],
    }))
}

/** The first line of a chart as another session had it, moved in time. */
export function comparedCurve({ lines }: Plot, other: Session | null, { from, to }: TimeWindow, shift: number): Curve | null {
  const [first] = lines
  if (other === null || first === undefined) return null
  const { times, values } = curveOf(other.history, first.series, from - shift, to - shift, 600)
  return { times: times.map((time) => time + shift), values }
}

/** Whether the browser that recorded it measures nothing of what a chart shows. */
export function isPlotUnsupported({ needs }: Plot, { inquiry, connection }: Session): boolean {
  const support = inquiry.connections.get(connection)?.judging.support
  return support !== undefined && needs !== undefined && needs.every((metric) => isUnsupported(support, metric))
}
