import type { Curve } from '@earshot/diagnostics'
import { Chart, LinearScale } from 'chart.js'

import type { Plot } from '../../lib/plot.ts'
import type { PlotView, TimeWindow } from '../../lib/plot-view.ts'
import { timeTicks, type TimeTick } from '../../lib/time-axis.ts'
import { colourOf } from './colours.ts'

/** A chart.js chart on a canvas. It draws when it is told to, and otherwise only when its size changes. */
export interface LineChart {
  draw(picture: Picture): void
  /** Takes the colours of the present scheme; they show with the next draw. */
  recolour(): void
  /** Where the lines are, px of the canvas. */
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  destroy(): void
}

export interface Picture {
  readonly view: PlotView
  /** What another session had, by the time of this one; `null` where none is compared. */
  readonly compared: Curve | null
  readonly bands: readonly Band[]
  readonly marks: readonly number[]
  /** The right end of the axis is now. */
  readonly live: boolean
  readonly now: string
}

/** An issue that a chart shows the time of. */
export interface Band extends TimeWindow {
  readonly tone: 'warn' | 'bad' | 'neutral'
}

const lineWidth = 1.75
const mainLineWidth = 2.25
const axisWidth = 38
/** A line at 0 keeps its lower half; what is older than the window stays out. */
const overhang = { y: 3, right: 2 }
const comparedDash = [1, 3]

Chart.register(LinearScale)

export function createLineChart(canvas: HTMLCanvasElement, plot: Plot): LineChart {
  const colours = new Map<string, string>()
  const colour = (name: string) => colours.get(name) ?? '#000'
  let picture: Picture | null = null
  let ticks: readonly TimeTick[] = []
  const { fontFamily: family } = getComputedStyle(canvas)
  const shared = { color: () => colour('ink-3'), font: { family, size: 11 }, minRotation: 0, maxRotation: 0, autoSkip: false }

  // The library has the axes. Lines are drawn here: it would make an object of each point at every draw, and stop the page to be rid of them.
  const chart = new Chart<'line', never[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      resizeDelay: 100,
      events: [],
      layout: { padding: { top: 4, right: 2 } },
      scales: {
        x: {
          type: 'linear',
          grid: { display: false },
          border: { display: false },
          afterBuildTicks: (axis) => (axis.ticks = ticks.map(({ time }) => ({ value: time }))),
          ticks: {
            ...shared,
            callback: (value) => ticks.find(({ time }) => time === value)?.label ?? '',
          },
        },
        y: {
          type: 'linear',
          min: 0,
          grid: { color: () => colour('grid'), drawTicks: false },
          border: { display: false },
          afterFit: (axis) => (axis.width = axisWidth),
          afterBuildTicks: (axis) => (axis.ticks = valueTicks(picture).map((value) => ({ value }))),
          ticks: { ...shared, padding: 6, callback: (value) => String(value) },
        },
      },
    },
    plugins: [
      {
        id: 'lines',
        beforeDatasetsDraw: ({ ctx, chartArea, scales: { x } }) => {
          if (picture === null || x === undefined) return
          drawSpans(ctx, chartArea, picture, (time) => x.getPixelForValue(time), colour)
          drawLines(ctx, chartArea, plot, picture, colour)
        },
      },
    ],
  })

  const result: LineChart = {
    draw(next) {
      picture = next
      const { view, live, now } = next
      ticks = timeTicks(view.window, { live, now, wide: chart.width > 380 })
      const { x, y } = chart.options.scales ?? {}
      if (x !== undefined && y !== undefined) {
        x.min = view.window.from
        x.max = view.window.to
        // Only what is live has a tick at its end.
        if (x.ticks !== undefined) x.ticks.align = live ? 'inner' : 'center'
        y.max = view.scale.max
      }
      chart.update('none')
    },
    recolour() {
      for (const name of tokens) colours.set(name, colourOf(canvas, name))
    },
    get area() {
      return chart.chartArea
    },
    destroy: () => chart.destroy(),
  }
  result.recolour()
  return result
}

const tokens = [
  'ink-2',
  'ink-3',
  'grid',
  'blue',
  'teal',
  'orange',
  'violet',
  'warn',
  'bad',
  'warn-bg',
  'bad-bg',
  'line-strong',
] as const

/** What tints the time behind the lines: limitations, issues, marks. Nothing else is tinted. */
function drawSpans(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: LineChart['area'],
  { view, bands, marks }: Picture,
  pixelOf: (time: number) => number,
  colour: (name: string) => string,
): void {
  const within = (time: number) => Math.min(right, Math.max(left, pixelOf(time)))
  context.save()
  for (const { from, to, tone } of bands) {
    const [start, end] = [within(from), within(to)]
    if (end <= left || start >= right) continue
    context.fillStyle = colour(tone === 'bad' ? 'bad-bg' : tone === 'warn' ? 'warn-bg' : 'grid')
    context.fillRect(start, top, Math.max(1, end - start), bottom - top)
    context.fillStyle = colour(tone === 'bad' ? 'bad' : tone === 'warn' ? 'warn' : 'ink-3')
    if (start > left) context.fillRect(start, top, 1.5, bottom - top)
  }
  for (const { from, to, tone } of view.tints) {
    context.fillStyle = colour(tone)
    context.fillRect(within(from), bottom - 4, Math.max(1, within(to) - within(from)), 4)
  }
  context.strokeStyle = colour('violet')
  context.setLineDash([2, 3])
  for (const time of marks) {
    const at = pixelOf(time)
    if (at < left || at > right) continue
    context.beginPath()
    context.moveTo(at, top)
    context.lineTo(at, bottom)
    context.stroke()
  }
  context.restore()
}

function drawLines(
  context: CanvasRenderingContext2D,
  area: LineChart['area'],
  { lines }: Plot,
  { view, compared }: Picture,
  colour: (name: string) => string,
): void {
  const { left, right, top, bottom } = area
  context.save()
  context.beginPath()
  context.rect(left, top - overhang.y, right - left + overhang.right, bottom - top + 2 * overhang.y)
  context.clip()
  context.lineJoin = 'round'
  context.lineWidth = lineWidth
  if (compared !== null) stroke(context, area, view, compared, colour('ink-2'), comparedDash)
  // The first line is drawn last: it is what the chart is about.
  for (const [index, { colour: name, dash }] of [...lines.entries()].toReversed()) {
    context.lineWidth = index === 0 ? mainLineWidth : lineWidth
    stroke(context, area, view, view.curves[index], colour(name), dash)
  }
  context.restore()
}

function stroke(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: LineChart['area'],
  { window, scale, unit }: PlotView,
  curve: Curve | undefined,
  colour: string,
  dash: readonly number[],
): void {
  const [perMs, perValue] = [(right - left) / (window.to - window.from), (bottom - top) / (scale.max * unit.size)]
  let isDown = false
  context.strokeStyle = colour
  context.setLineDash([...dash])
  context.beginPath()
  for (let point = 0; point < (curve?.values.length ?? 0); point += 1) {
    const value = curve?.values[point] ?? Number.NaN
    const [x, y] = [left + ((curve?.times[point] ?? 0) - window.from) * perMs, bottom - value * perValue]
    if (isDown) context.lineTo(x, y)
    else context.moveTo(x, y)
    isDown = !Number.isNaN(value)
  }
  context.stroke()
}

function valueTicks(picture: Picture | null): readonly number[] {
  if (picture === null) return []
  const { max, step } = picture.view.scale
  return Array.from({ length: Math.round(max / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)))
}
