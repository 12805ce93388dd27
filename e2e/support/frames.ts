import type { Page } from '@playwright/test'

/** Waits until a video has shown `count` more frames: its picture moves. */
export async function framesAdvance(page: Page, selector: string, count = 10): Promise<void> {
  await page.locator(selector).evaluate(
    (element, wanted) =>
      new Promise<void>((resolve, reject) => {
        if (!(element instanceof HTMLVideoElement)) return reject(new TypeError(`${element.tagName} is no video`))
        let shown = 0
        const next = (): void => {
          shown += 1
          if (shown > wanted) resolve()
          else element.requestVideoFrameCallback(next)
        }
        element.requestVideoFrameCallback(next)
      }),
    count,
  )
}
