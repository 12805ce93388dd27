import { expect, type Locator, type Page } from '@playwright/test'

import { framesAdvance } from './frames.ts'

/** Numbers come some seconds after a call has begun: nothing is sent before that disturbs its first estimate of the bandwidth. */
export const firstNumbers = { timeout: 30_000 }

type Open = (path: string, options: { readonly name: string }) => Promise<Page>

/** Two pages in a call with each other. */
export async function callBetween(open: Open, callPage: string): Promise<readonly [hall: Page, kitchen: Page]> {
  const hall = await open(callPage, { name: 'hall' })
  const kitchen = await open(callPage, { name: 'kitchen' })
  await hall.getByRole('button', { name: 'Call kitchen' }).click()
  await kitchen.getByRole('alertdialog').getByRole('button', { name: 'Accept' }).click()
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
  return [hall, kitchen]
}

/** Opens files of this computer in the dashboard. */
export async function openFile(dashboard: Page, ...files: readonly string[]): Promise<void> {
  await dashboard
    .locator('input[type=file]')
    .first()
    .setInputFiles([...files])
}

export const labelled = (name: string): string => `packages/diagnostics/test/fixtures/labelled/${name}.jsonl.gz`
export const dump = (name: string): string => `packages/diagnostics/test/fixtures/dumps/${name}`

export function sessions(dashboard: Page): Locator {
  return dashboard.getByRole('navigation', { name: /^Calls/ })
}

export function chip(dashboard: Page, term: string): Locator {
  return dashboard.locator('.chip', { has: dashboard.getByRole('term').getByText(term, { exact: true }) })
}

export function chart(dashboard: Page, title: string): Locator {
  return dashboard.getByRole('img', { name: new RegExp(`^${title}[,.]`) })
}

export function isDrawn(dashboard: Page, title: string): Promise<boolean> {
  return chart(dashboard, title).locator('canvas').first().evaluate(isColoured)
}

/** Whether there is a coloured line on a canvas; runs in the page. */
export function isColoured(canvas: Element): boolean {
  if (!(canvas instanceof HTMLCanvasElement)) return false
  const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
  let coloured = 0
  for (let index = 0; index < data.length; index += 4) {
    const [red = 0, , blue = 0, opaque = 0] = data.slice(index, index + 4)
    if (opaque > 128 && Math.abs(blue - red) > 60) coloured += 1
  }
  return coloured > 20
}

export async function expectVerdict(dashboard: Page, words: RegExp | string): Promise<void> {
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText(words, firstNumbers)
}
