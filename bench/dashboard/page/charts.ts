import '@earshot/ui/style.css'

import { addToHistory, newHistory, newInquiry } from '@earshot/diagnostics'
import { h, options, render } from 'preact'

import { glancePlots, type Plot } from '../../../apps/stats-dashboard/src/lib/plot.ts'
import type { Session } from '../../../apps/stats-dashboard/src/lib/session.ts'
import { put } from '../../../apps/stats-dashboard/src/state/sessions.ts'
import { pointAt, selected } from '../../../apps/stats-dashboard/src/state/view.ts'
import { ChartGrid } from '../../../apps/stats-dashboard/src/view/charts/index.tsx'

/** What the page's own thread did, in ms. */
export interface Work {
  /** All of it. */
  readonly sum: number
  /** The longest that it could not do anything else. */
  readonly longest: number
}

declare global {
  var charts: {
    /** Shows so many charts, each of so many lines of so many points. */
    show(count: number, lines: number, points: number): Promise<void>
    /** A report of the call arrives. */
    flush(): Promise<Work>
    /** The pointer moves over a chart. */
    hover(): Promise<Work>
  }
}

const spans: number[] = []
let series: readonly string[] = []
let session: Session | null = null
let plots: readonly Plot[] = []

function timed(run: () => void): void {
  const start = performance.now()
  run()
  spans.push(performance.now() - start)
}

// What Preact renders and what is drawn in a frame are timed, each for itself.
options.debounceRendering = (run) => queueMicrotask(() => timed(run))
const nextFrame = requestAnimationFrame.bind(globalThis)
globalThis.requestAnimationFrame = (run) => nextFrame((time) => timed(() => run(time)))

globalThis.charts = {
  async show(count, lines, points) {
    series = Array.from({ length: count * lines }, (_, index) => `series${index}`)
    const [like] = glancePlots
    if (like === undefined) throw new Error('There are charts.')
    plots = Array.from({ length: count }, (_, chart) => ({
      ...like,
      id: `chart${chart}`,
      lines: Array.from({ length: lines }, (_line, index) => ({
        ...(like.lines[index % like.lines.length] ?? { label: 'value', colour: 'blue', dash: [] }),
        series: `series${chart * lines + index}`,
      })),
    }))
    const history = newHistory()
    const to = Date.now()
    for (let point = points; point > 0; point -= 1) addToHistory(history, to - 1_000 * point, values(), false)
    session = {
      ...{
        key: 'bench',
        connection: 'c',
        inquiry: newInquiry,
        history,
        events: [],
        sample: null,
        endedAt: null,
        means: new Map(),
        reports: points,
      },
      ...{ from: to - 1_000 * points, to: to - 1_000 },
      origin: {
        ...{ type: 'file', file: 'bench', name: 'bench', format: 'earshot-recording', only: true },
        verdict: { level: 'unknown', issue: null },
      },
    }
    put(session)
    render(h(Page, {}), document.getElementById('app') ?? document.body)
    await frames(60)
  },

  async flush() {
    if (session === null) throw new Error('Charts are shown first.')
    spans.length = 0
    timed(() => {
      if (session === null) return
      const to = session.to + 1_000
      addToHistory(session.history, to, values(), false)
      session = { ...session, to, reports: session.reports + 1 }
      put(session)
    })
    await frames(15)
    return work()
  },

  async hover() {
    if (session === null) throw new Error('Charts are shown first.')
    const { from, to } = session
    spans.length = 0
    timed(() => pointAt(from + Math.random() * (to - from)))
    await frames(3)
    return work()
  },
}

function Page(): ReturnType<typeof h> {
  const shown = selected.value
  return h('main', {}, shown === null ? null : h(ChartGrid, { session: shown, plots }))
}

function values(): ReadonlyMap<string, number> {
  return new Map(series.map((name) => [name, 1e6 * Math.random()]))
}

function work(): Work {
  return { sum: spans.reduce((sum, span) => sum + span, 0), longest: Math.max(...spans) }
}

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise((resolve) => nextFrame(resolve))
}
