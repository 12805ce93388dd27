import type { Curve } from '@earshot/diagnostics'
import { useSignalEffect } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'

import { createDrawQueue } from '../../lib/draw-queue.ts'
import type { Plot } from '../../lib/plot.ts'
import { valuesAt, viewOf, type PlotView, type TimeWindow } from '../../lib/plot-view.ts'
import type { Session } from '../../lib/session.ts'
import { formatValue, timeOfDay } from '../../lib/words.ts'
import { words } from '../../state/language.ts'
import { cursor, momentShown, pointAt, zoomTo, follow } from '../../state/view.ts'
import { onSchemeChange } from './colours.ts'
import type { Band, LineChart as DrawnChart, Picture } from './line-chart.ts'
import type { Overlay } from './overlay.ts'
import './index.css'

const drawQueue = createDrawQueue(
  (draw) => void requestAnimationFrame(draw),
  () => performance.now(),
)

export interface ChartProps {
  readonly plot: Plot
  /** What it is called where it is not one of the glance's. */
  readonly title?: string
  readonly session: Session
  readonly window: TimeWindow
  readonly bands: readonly Band[]
  readonly marks: readonly number[]
  readonly compared: Curve | null
  readonly live: boolean
  /** Why there is nothing, where the browser does not measure it. */
  readonly unsupported: boolean
}

/** A chart of a part of a session, with the value of each line under the cursor that all charts share. */
export function LineChart(props: ChartProps): VNode {
  const { plot, session, window, unsupported } = props
  const { plots, chart } = words.value
  const view = useMemo(
    () => viewOf(plot, session.history, window),
    [plot, session.history, session.reports, window.from, window.to],
  )
  const title = props.title ?? plots[plot.title]
  const missing = unsupported && view.empty
  const canvases = useCanvases(props, view, chart.now)
  return (
    <figure class={missing ? 'card chart is-missing' : 'card chart'} id={`chart-${plot.id}`}>
      <figcaption class="chart-caption">
        <h3>
          {title} <small>{view.unit.label}</small>
        </h3>
        {missing || view.empty ? null : (
          <button
            class="chart-save"
            type="button"
            aria-label={`${chart.image}: ${title}`}
            onClick={() => save(canvases.chart.current, plot.id)}
          >
            ⤓
          </button>
        )}
        {missing ? null : <Now plot={plot} view={view} session={session} />}
      </figcaption>
      {missing ? (
        <p class="chart-reason">{chart.unsupported}</p>
      ) : (
        <>
          <div class="chart-plot" role="img" aria-label={described(title, view, plot, session)}>
            <canvas ref={canvases.chart} />
            <div class="chart-overlay" ref={canvases.overlay} />
            {view.empty ? <span class="chart-nothing">{chart.nothing}</span> : null}
          </div>
          <Key plot={plot} view={view} session={session} compared={props.compared !== null} />
        </>
      )}
    </figure>
  )
}

function Now({ plot, view, session }: { readonly plot: Plot; readonly view: PlotView; readonly session: Session }): VNode {
  const [first = null] = valuesAt(plot, view.unit, session.history, momentShown.value)
  return <span class="chart-now">{formatValue(first, view.unit.digits)}</span>
}

function Key({
  plot,
  view,
  session,
  compared,
}: {
  readonly plot: Plot
  readonly view: PlotView
  readonly session: Session
  readonly compared: boolean
}): VNode {
  const { lines } = words.value
  const values = valuesAt(plot, view.unit, session.history, momentShown.value)
  return (
    <div class="chart-key">
      {plot.lines.map(({ label, colour, dash }, index) => (
        <span key={label}>
          <Stroke colour={colour} dash={dash} />
          {lines[label]} <b>{formatValue(values[index] ?? null, view.unit.digits)}</b>
        </span>
      ))}
      {compared ? (
        <span>
          <Stroke colour="ink-2" dash={[1, 3]} />
          {lines.compared}
        </span>
      ) : null}
    </div>
  )
}

function Stroke({ colour, dash }: { readonly colour: string; readonly dash: readonly number[] }): VNode {
  return (
    <svg width="18" height="8" aria-hidden="true">
      <line class={`is-${colour}`} x1="0" x2="18" y1="4" y2="4" stroke-dasharray={dash.join(' ')} />
    </svg>
  )
}

/** Keeps a chart on its canvas, drawn once for each render while it is on the screen; the pointer is followed above it. */
function useCanvases({ plot, window, bands, marks, compared, live }: ChartProps, view: PlotView, now: string) {
  const chart = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLDivElement>(null)
  const drawn = useRef<{ readonly chart: DrawnChart; readonly overlay: Overlay } | null>(null)
  const redraw = useRef(() => {})
  const picture: Picture = { view, compared, bands, marks, live, now }
  const latest = useRef({ picture, window })
  latest.current = { picture, window }

  useEffect(() => {
    const [below, above] = [chart.current, overlay.current]
    if (below === null || above === null) return
    const gone = new AbortController()
    // Until the observer has looked: a chart that was never on the screen has its first values too.
    let visible = true
    const draw = (): void => {
      drawn.current?.chart.draw(latest.current.picture)
      drawn.current?.overlay.show(latest.current.window, cursor.peek(), null)
    }
    redraw.current = () => {
      if (visible) drawQueue.request(draw)
    }
    void loadChart().then(({ createLineChart, createOverlay }) => {
      if (gone.signal.aborted) return
      const made = createLineChart(below, plot)
      drawn.current = { chart: made, overlay: createOverlay(above, made) }
      follows(above, drawn.current.overlay, () => latest.current.window, gone.signal)
      redraw.current()
    })
    const observer = new IntersectionObserver((entries) => {
      visible = entries.at(-1)?.isIntersecting ?? false
      redraw.current()
    })
    observer.observe(below)
    onSchemeChange(() => {
      drawn.current?.chart.recolour()
      redraw.current()
    }, gone.signal)
    return () => {
      gone.abort()
      observer.disconnect()
      drawQueue.forget(draw)
      redraw.current = () => {}
      drawn.current?.chart.destroy()
      drawn.current = null
    }
  }, [plot])
  useEffect(() => redraw.current())
  useSignalEffect(() => {
    const time = cursor.value
    drawn.current?.overlay.show(latest.current.window, time, null)
  })
  return { chart, overlay }
}

let loading: Promise<
  Pick<typeof import('./line-chart.ts'), 'createLineChart'> & Pick<typeof import('./overlay.ts'), 'createOverlay'>
> | null = null

/** What draws is loaded with the first chart. */
function loadChart(): NonNullable<typeof loading> {
  loading ??= Promise.all([import('./line-chart.ts'), import('./overlay.ts')]).then(
    ([{ createLineChart }, { createOverlay }]) => ({
      createLineChart,
      createOverlay,
    }),
  )
  return loading
}

const leastDrag = 6

/** A pointer over one chart is over all of them; what is dragged across is zoomed to, and a double click shows everything again. */
function follows(over: HTMLElement, overlay: Overlay, windowNow: () => TimeWindow, signal: AbortSignal): void {
  let startX: number | null = null
  const timeOf = (event: PointerEvent) => overlay.timeAt(event.offsetX, windowNow())
  const brushOf = (event: PointerEvent): TimeWindow | null => {
    if (startX === null || Math.abs(event.offsetX - startX) < leastDrag) return null
    const [one, other] = [overlay.timeAt(startX, windowNow()), timeOf(event)]
    return { from: Math.min(one, other), to: Math.max(one, other) }
  }
  over.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return
      startX = event.offsetX
      over.setPointerCapture(event.pointerId)
    },
    { signal },
  )
  over.addEventListener(
    'pointermove',
    (event) => {
      pointAt(timeOf(event))
      const brush = brushOf(event)
      if (brush !== null) overlay.show(windowNow(), cursor.peek(), brush)
    },
    { signal },
  )
  over.addEventListener(
    'pointerup',
    (event) => {
      const brush = brushOf(event)
      startX = null
      if (brush === null) return
      pointAt(null)
      zoomTo(brush)
    },
    { signal },
  )
  over.addEventListener('pointercancel', () => (startX = null), { signal })
  over.addEventListener(
    'pointerleave',
    () => {
      if (startX === null) pointAt(null)
    },
    { signal },
  )
  over.addEventListener('dblclick', () => follow(null), { signal })
}

/** The chart for those who do not see it. */
function described(title: string, view: PlotView, plot: Plot, session: Session): string {
  const { chart, lines } = words.value
  const values = valuesAt(plot, view.unit, session.history, view.window.to)
  const said = plot.lines.map(({ label }, index) => `${lines[label]} ${formatValue(values[index] ?? null, view.unit.digits)}`)
  const text = view.empty ? chart.nothing : `${timeOfDay(view.window.to)}: ${said.join(', ')}.`
  return chart.described(title, view.unit.label, text)
}

/** The chart as a picture, on the colour of the page. */
function save(canvas: HTMLCanvasElement | null, name: string): void {
  if (canvas === null) return
  const picture = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
  const context = picture.getContext('2d')
  if (context === null) return
  context.fillStyle = getComputedStyle(document.body).backgroundColor
  context.fillRect(0, 0, picture.width, picture.height)
  context.drawImage(canvas, 0, 0)
  picture.toBlob((blob) => {
    if (blob !== null) void import('../../lib/download.ts').then(({ download }) => download(blob, `${name}.png`))
  })
}
