import type { History } from './history.ts'
import type { Metric } from './reading.ts'
import { scaleFor, type Scale } from './scale.ts'

export type Colour = 'blue' | 'teal' | 'orange' | 'violet'

/** One line of a chart. The dash tells it apart where the colour cannot. */
export interface Line {
  readonly metric: Metric
  readonly label: string
  readonly colour: Colour
  readonly dash: readonly number[]
}

export interface Unit {
  readonly label: string
  /** How much of the metric is one of this unit. */
  readonly size: number
  /** Digits behind the point that mean something. */
  readonly digits: number
}

export interface Plot {
  readonly title: string
  /** From the smallest: the largest that suits the values is used. */
  readonly units: readonly Unit[]
  /** The axis reaches at least here, in the metric's own measure. */
  readonly least: number
  readonly lines: readonly Line[]
  /** What is said when a value of it was never measured. */
  readonly missing: string
}

/** What a chart of `plot` shows at this moment. */
export interface PlotView {
  readonly unit: Unit
  readonly scale: Scale
  /** The axis of time, in milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** The present value of each line, in `unit`; `null` where there is none. */
  readonly present: readonly (number | null)[]
  /** Whether any line has a value in the window. */
  readonly empty: boolean
}

const solid: readonly number[] = []
const dashed = [5, 4]
const dotted = [2, 3]
const bitrate: readonly Unit[] = [
  { label: 'kbit/s', size: 1_000, digits: 0 },
  { label: 'Mbit/s', size: 1_000_000, digits: 2 },
]
const milliseconds: readonly Unit[] = [{ label: 'ms', size: 1, digits: 1 }]

/** The charts of a call, in reading order. */
export const plots: readonly Plot[] = [
  {
    title: 'Sent',
    units: bitrate,
    least: 100_000,
    missing: 'Nothing is sent.',
    lines: [line('sent', 'sent', 'blue', solid), line('available', 'available, estimated', 'teal', dashed)],
  },
  {
    title: 'Received',
    units: bitrate,
    least: 100_000,
    missing: 'Nothing is received.',
    lines: [line('received', 'received', 'blue', solid)],
  },
  {
    title: 'Round-trip time',
    units: milliseconds,
    least: 10,
    missing: 'Not measured yet.',
    lines: [line('pathRoundTrip', 'path', 'blue', solid), line('mediaRoundTrip', 'media', 'violet', dotted)],
  },
  {
    title: 'Lost packets',
    units: [{ label: '%', size: 0.01, digits: 1 }],
    least: 0.02,
    missing: 'Not measured yet.',
    lines: bothWays(['lossUp', 'up'], ['lossDown', 'down']),
  },
  {
    title: 'Jitter',
    units: milliseconds,
    least: 10,
    missing: 'Not measured yet.',
    lines: bothWays(['jitterUp', 'up'], ['jitterDown', 'down']),
  },
  {
    title: 'Frames per second',
    units: [{ label: '', size: 1, digits: 0 }],
    least: 30,
    missing: 'There is no video in this call.',
    lines: bothWays(['framesSent', 'sent'], ['framesReceived', 'received']),
  },
]

/** The last part of `history`, as `plot` shows it: the smallest of `windowsMs` that holds it all, else the last of them. */
export function viewOf(plot: Plot, history: History, windowsMs: readonly number[]): PlotView {
  const to = history.time(history.length - 1)
  const age = to - history.time(0)
  const from = to - (windowsMs.find((windowMs) => windowMs >= age) ?? windowsMs.at(-1) ?? age)
  let greatest = Number.NEGATIVE_INFINITY
  for (let index = history.length - 1; index >= 0 && history.time(index) >= from; index -= 1) {
    for (const { metric } of plot.lines) {
      const value = history.value(metric, index)
      if (value > greatest) greatest = value
    }
  }
  const unit = plot.units.findLast(({ size }) => Math.max(greatest, plot.least) >= size) ?? { label: '', size: 1, digits: 0 }
  return {
    unit,
    scale: scaleFor(greatest / unit.size, plot.least / unit.size),
    from,
    to,
    present: plot.lines.map(({ metric }) => {
      const value = history.value(metric, history.length - 1)
      return Number.isNaN(value) ? null : value / unit.size
    }),
    empty: greatest === Number.NEGATIVE_INFINITY,
  }
}

/** What goes out is orange, what comes in is blue. */
function bothWays(out: readonly [Metric, string], incoming: readonly [Metric, string]): readonly Line[] {
  return [line(...out, 'orange', solid), line(...incoming, 'blue', dashed)]
}

function line(metric: Metric, label: string, colour: Colour, dash: readonly number[]): Line {
  return { metric, label, colour, dash }
}
