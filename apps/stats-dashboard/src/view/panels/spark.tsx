import { curveOf } from '@earshot/diagnostics'
import type { VNode } from 'preact'

import type { TimeWindow } from '../../lib/plot-view.ts'
import type { Session } from '../../lib/session.ts'

const [width, height] = [64, 16]

/** A line without an axis, for a row of a table. */
export function Spark({
  session,
  series,
  window,
}: {
  readonly session: Session
  readonly series: string
  readonly window: TimeWindow
}): VNode {
  const { times, values } = curveOf(session.history, series, window.from, window.to, 60)
  const most = Math.max(1, ...values.filter((value) => !Number.isNaN(value)))
  let path = ''
  let pen = 'M'
  for (const [index, value] of values.entries()) {
    const time = times[index] ?? 0
    if (Number.isNaN(value) || time < window.from) {
      pen = 'M'
      continue
    }
    const x = ((time - window.from) / (window.to - window.from)) * width
    path += `${pen}${x.toFixed(1)} ${(height - 1 - (value / most) * (height - 2)).toFixed(1)}`
    pen = 'L'
  }
  return (
    <svg class="spark" width={width} height={height} aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
