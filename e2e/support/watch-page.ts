import type { Page } from '@playwright/test'

/** Collects what must not happen on a page: errors in the console, uncaught errors, violations of the content security policy. */
export function watchPage(page: Page, expected?: RegExp): readonly string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && expected?.test(message.text()) !== true) errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  return errors
}
