import type { Browser } from '@playwright/test'

/** Stops every process of a browser, as the sleep of a machine does; the returned function lets them go on. */
export async function freeze(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const { id } of processInfo) process.kill(id, name)
  }
  signal('SIGSTOP')
  return () => signal('SIGCONT')
}
