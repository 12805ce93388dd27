import type { VNode } from 'preact'

import { plots } from '../../lib/plot.ts'
import { selectedCall, selectedIsLive, timeRange } from '../../state/selection.ts'
import { LineChart } from '../chart/index.tsx'
import './index.css'

/** The charts of the selected call. */
export function Charts(): VNode | null {
  const call = selectedCall.value
  if (call === undefined) return null
  return (
    <section aria-label="Charts">
      <div class="charts">
        {plots.map((plot) => (
          <LineChart
            key={plot.title}
            plot={plot}
            history={call.history}
            windowsMs={timeRange.value.windowsMs}
            endedAt={selectedIsLive.value ? null : call.lastAt}
          />
        ))}
      </div>
      <p class="charts-note">
        Bitrates are the sum of all tracks; loss, jitter and round-trip time are those of the worst track, frames those of the
        slowest video. A gap in a line is time without a measurement.
      </p>
    </section>
  )
}
