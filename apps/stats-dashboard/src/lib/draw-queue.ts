/** Draws what was asked for, each at most once a frame, and in one frame as many as there is time for. */
export interface DrawQueue {
  request(draw: () => void): void
  forget(draw: () => void): void
}

/** ms of a frame: of the 16 that it has, the page needs some for what else there is. */
const drawingMs = 6

/**
 * `nextFrame` is `requestAnimationFrame` in a page: nothing is drawn while the page is hidden, and what waited is drawn once when it is shown.
 * `now` is a monotonic clock in ms.
 */
export function createDrawQueue(nextFrame: (callback: () => void) => void, now: () => number): DrawQueue {
  const waiting = new Set<() => void>()
  let scheduled = false

  function schedule(): void {
    if (scheduled || waiting.size === 0) return
    scheduled = true
    nextFrame(() => {
      scheduled = false
      const start = now()
      for (const draw of [...waiting]) {
        if (now() - start >= drawingMs) break
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
