import type { TimeWindow } from '../../lib/plot-view.ts'
import type { LineChart } from './line-chart.ts'

/** What moves with the pointer lies over the chart as elements that are only moved: nothing is drawn anew for it. */
export interface Overlay {
  show(window: TimeWindow, cursor: number | null, brush: TimeWindow | null): void
  /** The time at a point of the chart, within the window. */
  timeAt(x: number, window: TimeWindow): number
}

export function createOverlay(host: HTMLElement, chart: LineChart): Overlay {
  const [brushed, line] = [document.createElement('i'), document.createElement('i')]
  brushed.className = 'chart-brush'
  line.className = 'chart-cursor'
  host.replaceChildren(brushed, line)
  return {
    show(window, cursor, brush) {
      const { left, right } = chart.area
      const pixelOf = (time: number) => left + ((time - window.from) / (window.to - window.from)) * (right - left)
      const within = (time: number) => Math.min(right, Math.max(left, pixelOf(time)))
      line.hidden = cursor === null || cursor < window.from || cursor > window.to
      if (cursor !== null && !line.hidden) place(line, chart, pixelOf(cursor))
      brushed.hidden = brush === null
      if (brush === null) return
      place(brushed, chart, within(brush.from))
      brushed.style.width = `${within(brush.to) - within(brush.from)}px`
    },
    timeAt(x, { from, to }) {
      const { left, right } = chart.area
      const share = Math.min(1, Math.max(0, (x - left) / Math.max(1, right - left)))
      return from + share * (to - from)
    },
  }
}

function place({ style }: HTMLElement, { area: { top, bottom } }: LineChart, x: number): void {
  style.transform = `translate(${x}px, ${top}px)`
  style.height = `${bottom - top}px`
}
