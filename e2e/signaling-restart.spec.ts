import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { expect, test, type Page } from '@playwright/test'

import { serveExample } from './support/example-page.ts'
import { framesAdvance } from './support/frames.ts'

const port = 3_220

/** The demo's server in a process of its own, listening when this resolves. */
async function startServer(): Promise<ChildProcess> {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port), HTTPS_PORT: String(port + 1) }
  const server = spawn('node', ['apps/demo/dist/server/main.js'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => Promise.reject(new Error('The server did not start.'))),
  ])
  return server
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGKILL')
  await gone
}

const roomState = (page: Page) => page.evaluate(() => globalThis.room.state)

/** Sends one more picture, of a canvas. */
const addPicture = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    setInterval(() => context?.fillRect(Math.random() * 300, Math.random() * 150, 9, 9), 40)
    const [track] = canvas.captureStream(25).getTracks()
    const [call] = globalThis.room.calls.values()
    if (track === undefined || call === undefined) throw new Error('There is a call, and a picture to send.')
    call.addTrack(track)
  })

test('a call survives the death of the signaling server: media never stops, and what it has to say is said (F1)', async ({
  browser,
}) => {
  let server = await startServer()
  const example = await serveExample(`http://127.0.0.1:${port}`)
  try {
    const [caller, callee] = [await example.join(browser, 'restart'), await example.join(browser, 'restart')]
    for (const page of [caller, callee]) await framesAdvance(page, 'video')

    await kill(server)
    for (const page of [caller, callee]) await expect.poll(() => roomState(page)).toBe('reconnecting')
    for (const page of [caller, callee]) await framesAdvance(page, 'video', 30)
    await addPicture(caller)
    await framesAdvance(callee, 'video >> nth=1')

    server = await startServer()
    for (const page of [caller, callee]) await expect.poll(() => roomState(page), { timeout: 15_000 }).toBe('connected')
    await addPicture(callee)
    await framesAdvance(caller, 'video >> nth=1')
    expect(await caller.evaluate(() => [...globalThis.room.peers.values()].length)).toBe(1)

    // Signaling works again for newcomers too, who call everyone they find.
    const newcomer = await example.join(browser, 'restart')
    await framesAdvance(newcomer, 'video >> nth=1')
  } finally {
    await example.close()
    await kill(server)
  }
})
