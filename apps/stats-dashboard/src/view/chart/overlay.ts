import type { TimeWindow } from '../../lib/plot-view.ts'
import { colourOf } from './colours.ts'
import type { LineChart } from './line-chart.ts'

/** What moves with the pointer is drawn over the chart, which is not drawn anew for it. */
export interface Overlay {
  draw(window: TimeWindow, cursor: number | null, brush: TimeWindow | null): void
  /** The time at a point of the canvas, within the window. */
  timeAt(x: number, window: TimeWindow): number
}

export function createOverlay(canvas: HTMLCanvasElement, chart: LineChart): Overlay {
  return {
    draw(window, cursor, brush) {
      const ratio = devicePixelRatio
      const [width, height] = [canvas.clientWidth, canvas.clientHeight]
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio)
        canvas.height = Math.round(height * ratio)
      }
      const context = canvas.getContext('2d')
      if (context === null) return
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.clearRect(0, 0, width, height)
      const { left, right, top, bottom } = chart.area
      const pixelOf = (time: number) => left + ((time - window.from) / (window.to - window.from)) * (right - left)
      const within = (time: number) => Math.min(right, Math.max(left, pixelOf(time)))
      if (brush !== null) {
        context.globalAlpha = 0.16
        context.fillStyle = colourOf(canvas, 'blue')
        context.fillRect(within(brush.from), top, within(brush.to) - within(brush.from), bottom - top)
        context.globalAlpha = 1
      }
      if (cursor === null || cursor < window.from || cursor > window.to) return
      context.strokeStyle = colourOf(canvas, 'ink-3')
      context.beginPath()
      context.moveTo(pixelOf(cursor), top)
      context.lineTo(pixelOf(cursor), bottom)
      context.stroke()
    },
    timeAt(x, { from, to }) {
      const { left, right } = chart.area
      const share = Math.min(1, Math.max(0, (x - left) / Math.max(1, right - left)))
      return from + share * (to - from)
    },
  }
}
