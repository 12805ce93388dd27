import type { VNode } from 'preact'

import { glancePlots, type Plot } from '../../lib/plot.ts'
import type { Session } from '../../lib/session.ts'
import { words } from '../../state/language.ts'
import { marks } from '../../state/marks.ts'
import { compared, comparedShift, following, selectedIsLive, timeWindow } from '../../state/view.ts'
import { bandsOf, comparedCurve, isPlotUnsupported } from '../bands.ts'
import { LineChart } from '../chart/index.tsx'
import './index.css'

/** The charts of the glance. */
export function Charts({ session }: { readonly session: Session }): VNode {
  const { chart, time } = words.value
  return (
    <section aria-label={words.value.time.shown}>
      <ChartGrid session={session} plots={glancePlots} />
      <p class="charts-note">
        {time.zoomHint} {chart.note}
      </p>
    </section>
  )
}

/** Charts of a session in a grid, with all that they share. */
export function ChartGrid({
  session,
  plots,
  titles,
}: {
  readonly session: Session
  readonly plots: readonly Plot[]
  readonly titles?: ReadonlyMap<string, string>
}): VNode {
  const window = timeWindow.value
  const marked = (marks.value.get(session.key) ?? []).map(({ time }) => time)
  const live = following.value && selectedIsLive.value
  return (
    <div class="charts">
      {plots.map((plot) => {
        const title = titles?.get(plot.id)
        return (
          <LineChart
            key={plot.id}
            plot={plot}
            {...(title !== undefined && { title })}
            session={session}
            window={window}
            bands={bandsOf(session, plot)}
            marks={marked}
            live={live}
            compared={comparedCurve(plot, compared.value, window, comparedShift.value)}
            unsupported={isPlotUnsupported(plot, session)}
          />
        )
      })}
    </div>
  )
}
