import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { createDrawQueue } from '../../lib/draw-queue.ts'
import type { History } from '../../lib/history.ts'
import { viewOf, type Plot, type PlotView } from '../../lib/plot.ts'
import { durationInWords, formatValue, timeOfDay } from '../../lib/words.ts'
import { onSchemeChange } from './colours.ts'
import { createLineChart } from './line-chart.ts'
import './index.css'

const drawQueue = createDrawQueue((draw) => void requestAnimationFrame(draw))

/** A chart of the last minutes of a call. `endedAt` is when the numbers stopped, by this page's clock. */
export function LineChart({
  plot,
  history,
  windowsMs,
  endedAt,
}: {
  readonly plot: Plot
  readonly history: History
  readonly windowsMs: readonly number[]
  readonly endedAt: number | null
}): VNode {
  const view = viewOf(plot, history, windowsMs)
  const [first = null] = view.present
  const firstLabel = plot.lines.length > 1 && first !== null ? ` ${plot.lines[0]?.label ?? ''}` : ''
  const canvas = useCanvas(plot, view, history, endedAt === null ? 'now' : timeOfDay(endedAt))
  return (
    <figure class="card chart">
      <figcaption class="chart-caption">
        <h3>
          {plot.title} <small>{view.unit.label}</small>
        </h3>
        <span class="chart-now">
          {formatValue(first, view.unit.digits)}
          {firstLabel}
        </span>
      </figcaption>
      <div class="chart-plot" role="img" aria-label={described(plot, view, endedAt)}>
        <canvas ref={canvas} />
        {view.empty ? <span class="chart-missing">{plot.missing}</span> : null}
      </div>
      <div class="chart-key">
        {plot.lines.map(({ label, colour, dash }, index) => (
          <span key={label}>
            <svg width="18" height="8" aria-hidden="true">
              <line class={`is-${colour}`} x1="0" x2="18" y1="4" y2="4" stroke-dasharray={dash.join(' ')} />
            </svg>
            {label} <b>{formatValue(view.present[index] ?? null, view.unit.digits)}</b>
          </span>
        ))}
      </div>
    </figure>
  )
}

/** Keeps a chart on the canvas, drawn once for each render while it is on the screen. */
function useCanvas(plot: Plot, view: PlotView, history: History, endLabel: string): { current: HTMLCanvasElement | null } {
  const canvas = useRef<HTMLCanvasElement>(null)
  const redraw = useRef(() => {})
  const latest = useRef({ view, history, endLabel })
  latest.current = { view, history, endLabel }

  useEffect(() => {
    if (canvas.current === null) return
    const chart = createLineChart(canvas.current, plot)
    const gone = new AbortController()
    // Until the observer has looked: a chart that was never on the screen has its first values too.
    let visible = true
    const draw = (): void => chart.draw(latest.current.view, latest.current.history, latest.current.endLabel)
    redraw.current = () => {
      if (visible) drawQueue.request(draw)
    }
    const observer = new IntersectionObserver((entries) => {
      visible = entries.at(-1)?.isIntersecting ?? false
      redraw.current()
    })
    observer.observe(canvas.current)
    onSchemeChange(() => {
      chart.recolour()
      redraw.current()
    }, gone.signal)
    return () => {
      gone.abort()
      observer.disconnect()
      drawQueue.forget(draw)
      redraw.current = () => {}
      chart.destroy()
    }
  }, [plot])
  useEffect(() => redraw.current())
  return canvas
}

/** The chart for those who do not see it. */
function described(plot: Plot, view: PlotView, endedAt: number | null): string {
  const unit = view.unit.label === '' ? '' : `, ${view.unit.label}`
  const when = endedAt === null ? 'Now' : `At ${timeOfDay(endedAt)}`
  const values = plot.lines.map(({ label }, index) => `${label} ${formatValue(view.present[index] ?? null, view.unit.digits)}`)
  return `${plot.title}${unit}, last ${durationInWords(view.to - view.from)}. ${view.empty ? plot.missing : `${when}: ${values.join(', ')}.`}`
}
