import { curveOf, valueAt, type Curve, type History } from '@earshot/diagnostics'

import type { Plot, Unit } from './plot.ts'
import { scaleFor, type Scale } from './scale.ts'

/** The time that charts show, ms since the epoch. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** What a chart of `plot` shows. */
export interface PlotView {
  readonly unit: Unit
  readonly scale: Scale
  readonly window: TimeWindow
  readonly curves: readonly Curve[]
  /** Whether any line has a value in the window. */
  readonly empty: boolean
  readonly tints: readonly TintSpan[]
}

export interface TintSpan extends TimeWindow {
  readonly tone: 'warn' | 'bad'
  readonly label: string
}

/** More points than this are no more than pixels. */
const maxPoints = 900
/** A value is shown under the cursor when it is no older than this. */
const valueWithinMs = 15_000

export function viewOf(plot: Plot, history: History, window: TimeWindow): PlotView {
  const curves = plot.lines.map(({ series }) => curveOf(history, series, window.from, window.to, maxPoints))
  let greatest = Number.NEGATIVE_INFINITY
  for (const { times, values } of curves) {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN
      if (value > greatest && (times[index] ?? 0) >= window.from && (times[index] ?? 0) <= window.to) greatest = value
    }
  }
  const unit = plot.units.findLast(({ size }) => Math.max(greatest, plot.least) >= size) ?? { label: '', size: 1, digits: 0 }
  return {
    unit,
    window,
    curves,
    scale: scaleFor(Math.max(greatest, 0) / unit.size, plot.least / unit.size),
    empty: greatest === Number.NEGATIVE_INFINITY,
    tints: (plot.tints ?? []).flatMap(({ series, from, tone, label }) =>
      spansOf(curveOf(history, series, window.from, window.to, maxPoints), from).map((span) => ({ ...span, tone, label })),
    ),
  }
}

/** The value of each line at a time, in `unit`; `null` where there is none. */
export function valuesAt({ lines }: Plot, { size }: Unit, history: History, time: number): readonly (number | null)[] {
  return lines.map(({ series }) => {
    const value = valueAt(history, series, time, valueWithinMs)
    return value === null ? null : value / size
  })
}

/** The stretches of time in which a series is at least so much: it is of the time before each point. */
export function spansOf({ times, values }: Curve, least: number): readonly TimeWindow[] {
  const spans: { from: number; to: number }[] = []
  for (let index = 1; index < values.length; index += 1) {
    const [before, time] = [times[index - 1] ?? 0, times[index] ?? 0]
    if (!((values[index] ?? Number.NaN) >= least)) continue
    const last = spans.at(-1)
    if (last?.to === before) last.to = time
    else spans.push({ from: before, to: time })
  }
  return spans
}
