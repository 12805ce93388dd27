import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js'

import type { History } from '../../lib/history.ts'
import type { Plot, PlotView } from '../../lib/plot.ts'
import { colourOf } from './colours.ts'

/** A chart.js chart on a canvas. It draws when it is told to, and otherwise only when its size changes. */
export interface LineChart {
  draw(view: PlotView, history: History, endLabel: string): void
  /** Takes the colours of the present scheme; they show with the next draw. */
  recolour(): void
  destroy(): void
}

interface Point {
  x: number
  y: number
}

const lineWidth = 1.75
const mainLineWidth = 2.25
const axisWidth = 36
/** A line at 0 keeps its lower half; what is older than the window stays out. */
const lineClip = { left: 0, top: 3, right: 2, bottom: 3 }

Chart.register(LineController, LineElement, PointElement, LinearScale)

export function createLineChart(canvas: HTMLCanvasElement, plot: Plot): LineChart {
  let ink = ''
  let grid = ''
  let scale = { from: 0, to: 1, endLabel: '', step: 1 }
  const pointsOfLines = plot.lines.map((): Point[] => [])
  const { fontFamily: family } = getComputedStyle(canvas)
  const ticks = { color: () => ink, font: { family, size: 11 }, minRotation: 0, maxRotation: 0, autoSkip: false }

  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: {
      datasets: plot.lines.map(({ dash }, index) => ({
        data: pointsOfLines[index] ?? [],
        borderDash: [...dash],
        borderWidth: index === 0 ? mainLineWidth : lineWidth,
        // A dashed line lies on top of a solid one, so that both are seen where they are equal.
        order: -index,
      })),
    },
    options: {
      parsing: false,
      normalized: true,
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      resizeDelay: 100,
      events: [],
      datasets: { line: { clip: lineClip, pointRadius: 0, spanGaps: false, tension: 0, borderJoinStyle: 'round' } },
      scales: {
        x: {
          type: 'linear',
          grid: { display: false },
          border: { display: false },
          ticks: { ...ticks, align: 'inner', callback: (value) => timeLabel(Number(value), scale) },
          afterBuildTicks: (axis) => {
            axis.ticks = timeTicks(scale).map((value) => ({ value }))
          },
        },
        y: {
          type: 'linear',
          min: 0,
          grid: { color: () => grid, drawTicks: false },
          border: { display: false },
          ticks: { ...ticks, padding: 8 },
          // The same width in every chart: the charts of a column line up.
          afterFit: (axis) => {
            axis.width = axisWidth
          },
          afterBuildTicks: (axis) => {
            axis.ticks = valueTicks(axis.max, scale.step).map((value) => ({ value }))
          },
        },
      },
    },
  })

  const result: LineChart = {
    draw(view, history, endLabel) {
      scale = { from: view.from, to: view.to, endLabel, step: view.scale.step }
      plot.lines.forEach(({ metric }, index) => {
        const points = pointsOfLines[index]
        if (points !== undefined) fill(points, history, view, (at) => history.value(metric, at) / view.unit.size)
      })
      const { x, y } = chart.options.scales ?? {}
      if (x !== undefined) Object.assign(x, { min: view.from, max: view.to })
      if (y !== undefined) Object.assign(y, { max: view.scale.max })
      chart.update('none')
    },
    recolour() {
      ink = colourOf(canvas, 'ink-3')
      grid = colourOf(canvas, 'grid')
      plot.lines.forEach(({ colour }, index) => {
        const dataset = chart.data.datasets[index]
        if (dataset !== undefined) dataset.borderColor = colourOf(canvas, colour)
      })
    },
    destroy: () => chart.destroy(),
  }
  result.recolour()
  return result
}

/** Writes the points of the window into `points`, which is reused: a chart that runs for hours makes no garbage. */
function fill(points: Point[], history: History, { from }: PlotView, valueAt: (index: number) => number): void {
  let first = history.length
  while (first > 0 && history.time(first - 1) >= from) first -= 1
  // One point before the window, so that the line enters from its edge.
  if (first > 0) first -= 1
  const count = history.length - first
  for (let offset = 0; offset < count; offset += 1) {
    const point = (points[offset] ??= { x: 0, y: 0 })
    point.x = history.time(first + offset)
    point.y = valueAt(first + offset)
  }
  points.length = count
}

/** Four round parts, or three where four are not round: half a minute is 10 s, 20 s, 30 s. */
function timeTicks({ from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  const parts = (to - from) % 20_000 === 0 ? 4 : 3
  return Array.from({ length: parts + 1 }, (_, part) => from + ((to - from) * part) / parts)
}

function timeLabel(
  value: number,
  { from, to, endLabel }: { readonly from: number; readonly to: number; readonly endLabel: string },
): string {
  if (value >= to) return endLabel
  const seconds = (to - value) / 1_000
  const long = to - from > 300_000
  const amount = Number((long ? seconds / 60 : seconds).toFixed(1))
  const unit = value <= from ? (long ? ' min' : ' s') : ''
  return `−${amount}${unit}`
}

function valueTicks(max: number, step: number): readonly number[] {
  return Array.from({ length: Math.round(max / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)))
}
