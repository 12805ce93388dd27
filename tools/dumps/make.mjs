import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as passes } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'

import { launch } from '../engines.mjs'
import { withoutAddresses } from './without-addresses.mjs'

// `node tools/dumps/make.mjs`: one call in Chromium, saved by its own chrome://webrtc-internals in both formats that it has, for the tests of the
// importers. The call leads over the loopback interface; there is nobody in it.

const folder = 'packages/diagnostics/test/fixtures/dumps'
const seconds = 20

const server = createServer((_, response) =>
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>call</title>'),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('A server listens on a port.')
const downloads = path.join(tmpdir(), `earshot-dumps-${process.pid}`)
await mkdir(downloads, { recursive: true })
const browser = await launch('chromium')
try {
  const session = await browser.target().createCDPSession()
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
  const internals = await browser.newPage()
  await internals.goto('chrome://webrtc-internals')
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${address.port}`)
  await page.evaluate(call)
  await passes(1_000 * seconds)
  await page.evaluate('restart()')
  await passes(5_000)
  await internals.bringToFront()
  await mkdir(folder, { recursive: true })
  for (const { button, name } of [
    { button: 'dump-click-target', name: 'webrtc-internals.json.gz' },
    { button: 'dump-click-target-rtcstats', name: 'rtcstats-dump.gz' },
  ]) {
    await internals.evaluate((id) => document.getElementById(id)?.click(), button)
    const text = gunzipSync(await downloaded()).toString('utf8')
    await writeFile(path.join(folder, name), gzipSync(withoutAddresses(text), { level: 9 }))
  }
} finally {
  await browser.close()
  server.close()
  await rm(downloads, { recursive: true })
}

/** The next file that is there whole. */
async function downloaded() {
  for (let tries = 0; tries < 100; tries += 1) {
    const [name] = await readdir(downloads)
    if (name !== undefined && !name.endsWith('.crdownload')) {
      const file = path.join(downloads, name)
      const bytes = await readFile(file)
      await rm(file)
      return bytes
    }
    await passes(100)
  }
  throw new Error('Chromium saves a dump when it is asked to.')
}

/** Runs in the page. */
async function call() {
  const [caller, callee] = [new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:9' }] }), new RTCPeerConnection()]
  caller.onicecandidate = ({ candidate }) => void callee.addIceCandidate(candidate ?? undefined)
  callee.onicecandidate = ({ candidate }) => void caller.addIceCandidate(candidate ?? undefined)
  const element = document.createElement('video')
  element.muted = true
  element.autoplay = true
  document.body.append(element)
  callee.ontrack = ({ streams: [stream] }) => (element.srcObject = stream ?? null)
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } })
  for (const track of stream.getTracks()) {
    caller.addTrack(track, stream)
    if (track.kind === 'audio') callee.addTrack(track, stream)
  }
  await negotiate()
  Object.assign(globalThis, { restart: () => (caller.restartIce(), negotiate()) })

  async function negotiate() {
    await caller.setLocalDescription()
    if (caller.localDescription !== null) await callee.setRemoteDescription(caller.localDescription)
    const answer = await callee.createAnswer()
    await callee.setLocalDescription(answer)
    await caller.setRemoteDescription(answer)
  }
}
