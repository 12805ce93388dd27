/** Draws what was asked for, each at most once a frame and a few a frame, so that no frame is late for all of them. */
export interface DrawQueue {
  request(draw: () => void): void
  forget(draw: () => void): void
}

/** How many charts are drawn in one frame. */
const drawsPerFrame = 4

/** `nextFrame` is `requestAnimationFrame` in a page: nothing is drawn while the page is hidden, and what waited is drawn once when it is shown. */
export function createDrawQueue(nextFrame: (callback: () => void) => void): DrawQueue {
  const waiting = new Set<() => void>()
  let scheduled = false

  function schedule(): void {
    if (scheduled || waiting.size === 0) return
    scheduled = true
    nextFrame(() => {
      scheduled = false
      for (const draw of [...waiting].slice(0, drawsPerFrame)) {
        waiting.delete(draw)
        draw()
      }
      schedule()
    })
  }

  return {
    request(draw) {
      waiting.add(draw)
      schedule()
    },
    forget: (draw) => void waiting.delete(draw),
  }
}
