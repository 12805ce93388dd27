import { readFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'

import { expect, type Page } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { chart, chip, dump, expectVerdict, isDrawn, labelled, openFile, sessions } from './support/dashboard.ts'
import { test } from './support/peers.ts'

const panels = ['Tracks', 'Congestion', 'RTP and RTCP', 'Codecs', 'Path', 'Events', 'Raw report'] as const

/** A recording of the rtcstats of Jitsi, of a few lines. */
const legacy = [
  ['connectionInfo', null, '{"userAgent":"x"}', 1_000],
  ...[1, 2, 3, 4, 5, 6].map((second) => [
    'getstats',
    'PC_0',
    {
      A: {
        type: 'inbound-rtp',
        ssrc: 1,
        kind: 'audio',
        packetsReceived: 50 * second,
        bytesReceived: 4_000 * second,
        timestamp: 0,
      },
      timestamp: 1_000 * second,
    },
    1_000 * second,
  ]),
]

test('explains a recording: the verdict, what to do, on whose side, and since when', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('rate-300-up-hall'))
  await expectVerdict(dashboard, 'Your upload is congested.')
  await expect(dashboard.locator('.verdict-sentence')).toContainText('Pause uploads and backups.')
  await expect(chip(dashboard, 'Upload')).toContainText('upload congested')
  await expect(chip(dashboard, 'Download')).toContainText('fine')
  await expect(dashboard.getByRole('list', { name: 'Issues' })).toContainText('upload congested')
  await expect.poll(() => isDrawn(dashboard, 'Sent')).toBe(true)
  await dashboard.getByRole('button', { name: 'Why?' }).click()
  await expect(dashboard.getByText('What may be the cause').first()).toBeVisible()
  await expectAccessible(dashboard)

  await openFile(dashboard, labelled('microphone-loud-hall'))
  await expectVerdict(dashboard, 'No problem was found.')
  await expect(dashboard.locator('.verdict-sentence')).toContainText(/Worth knowing: .*microphone too loud/)
})

test('opens a file of each format, several at once, and compares two of them', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('clean-hall'), dump('webrtc-internals.json.gz'), dump('rtcstats-dump.gz'))
  await dashboard
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'jitsi.jsonl',
      mimeType: '',
      buffer: Buffer.from(legacy.map((line) => `${JSON.stringify(line)}\n`).join('')),
    })
  await expect(sessions(dashboard).getByRole('link')).toHaveCount(6)
  for (const name of ['clean-hall.jsonl.gz', 'webrtc-internals.json.gz', 'rtcstats-dump.gz', 'jitsi.jsonl']) {
    await sessions(dashboard).getByRole('link', { name }).first().click()
    await expect(dashboard.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(chart(dashboard, 'Received').locator('canvas').first()).toBeVisible()
  }
  await sessions(dashboard).getByRole('link', { name: 'webrtc-internals' }).first().click()
  await dashboard.getByLabel('Compare with').selectOption({ label: 'clean-hall.jsonl.gz' })
  await expect(dashboard.getByText('Both begin at the same place.')).toBeVisible()
  await expect(dashboard.getByRole('region', { name: 'clean-hall.jsonl.gz' })).toBeVisible()
  await dashboard.getByRole('button', { name: 'Close clean-hall.jsonl.gz' }).click()
  await expect(sessions(dashboard).getByRole('link')).toHaveCount(5)
})

test('says why a file cannot be read, and what can', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await dashboard
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'server.log', mimeType: '', buffer: Buffer.from('2026-11-27T10:00:00Z INFO listening\n') })
  const alert = dashboard.getByRole('alert')
  await expect(alert).toContainText('server.log cannot be read')
  await expect(alert).toContainText('This looks like the log of a server')
  await expect(alert).toContainText('Supported are')
  await expectAccessible(dashboard)
  await alert.getByRole('button', { name: 'Close' }).click()
  await expect(alert).toHaveCount(0)

  const recording = gunzipSync(await readFile(labelled('clean-hall')))
  await dashboard
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'cut.jsonl.gz', mimeType: '', buffer: gzipSync(recording).subarray(0, 20_000) })
  await expect(dashboard.getByText('The file ends in the middle')).toBeVisible()
})

test('a file that is being read can be given up', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  const text = gunzipSync(await readFile(dump('webrtc-internals.json.gz'))).toString('utf8')
  const { PeerConnections: connections, ...rest } = JSON.parse(text) as { PeerConnections: Record<string, unknown> }
  const [one] = Object.values(connections)
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`1-${index}`, one]))
  await dashboard
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'large.json', mimeType: '', buffer: Buffer.from(JSON.stringify({ PeerConnections: many, ...rest })) })
  await dashboard.getByRole('button', { name: 'Cancel' }).click()
  await expect(dashboard.getByText('large.json')).toHaveCount(0)
})

test('every panel can be opened by keyboard, and is accessible in light and dark', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('loss-15-down-hall'))
  await expectVerdict(dashboard, /lost on the way to you/)
  for (const [index, panel] of panels.entries()) {
    await dashboard.keyboard.press(String(index + 1))
    await expect(dashboard.getByRole('tab', { name: panel })).toHaveAttribute('aria-selected', 'true')
    await expect(dashboard.getByRole('tabpanel').locator('table, figure, ol').first()).toBeVisible()
    await expectAccessible(dashboard, '.panels')
  }
  await dashboard.getByRole('tab', { name: 'Raw report' }).press('ArrowRight')
  await expect(dashboard.getByRole('tab', { name: 'Tracks' })).toBeFocused()
  await dashboard.getByRole('button', { name: 'Every number of Video received' }).click()
  await expect(dashboard.getByRole('tabpanel').locator('figure').nth(8)).toBeVisible()

  await dashboard.keyboard.press('7')
  await dashboard.getByLabel('Search entries and members').fill('candidate-pair currentRoundTripTime')
  await expect(dashboard.getByRole('tabpanel')).toContainText(/0 of \d+ members/)
  await dashboard.getByLabel('Search entries and members').fill('currentRoundTripTime')
  await expect(dashboard.getByRole('tabpanel')).toContainText('candidate-pair')
  await dashboard.keyboard.press('Escape')
})

test('the keys do what the help says', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('blackout-hall'))
  await expectVerdict(dashboard, /./)
  const range = dashboard.locator('.timebar-range')
  const whole = await range.textContent()
  await dashboard.keyboard.press('?')
  await expect(dashboard.getByRole('dialog', { name: 'Help' })).toBeVisible()
  await expectAccessible(dashboard)
  await dashboard.keyboard.press('Escape')
  await expect(dashboard.getByRole('dialog')).toHaveCount(0)

  const now = dashboard.locator('#chart-sent .chart-now')
  const last = await now.textContent()
  for (let step = 0; step < 5; step += 1) await dashboard.keyboard.press('Shift+ArrowLeft')
  await expect(now).not.toHaveText(last ?? '')
  await dashboard.keyboard.press('m')
  await expect(dashboard.getByRole('list', { name: 'Connection' })).toContainText('Mark 1')
  await dashboard.keyboard.press('+')
  await expect(range).not.toHaveText(whole ?? '')
  await dashboard.keyboard.press('Home')
  await expect(range).toHaveText(whole ?? '')
})

test('what is dragged across is shown on all charts, and the address opens it again', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('rate-100-up-hall'))
  await expect.poll(() => isDrawn(dashboard, 'Sent')).toBe(true)
  const range = dashboard.locator('.timebar-range')
  const whole = await range.textContent()
  const box = await chart(dashboard, 'Sent').boundingBox()
  if (box === null) throw new Error('A chart has a place.')
  await dashboard.mouse.move(box.x + 0.4 * box.width, box.y + 40)
  await dashboard.mouse.down()
  await dashboard.mouse.move(box.x + 0.7 * box.width, box.y + 50, { steps: 5 })
  await dashboard.mouse.up()
  await expect(range).not.toHaveText(whole ?? '')
  const zoomed = await range.textContent()
  await dashboard.keyboard.press('2')
  const address = dashboard.url()
  expect(address).toMatch(/#s=.+&t=\d+-\d+&p=congestion$/)

  const again = await open(new URL(address).pathname + new URL(address).hash, { name: 'again' })
  await openFile(again, labelled('rate-100-up-hall'))
  await expect(again.locator('.timebar-range')).toHaveText(zoomed ?? '')
  await expect(again.getByRole('tab', { name: 'Congestion' })).toHaveAttribute('aria-selected', 'true')
})

test('saves what is open in every format', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('clean-hall'))
  await expectVerdict(dashboard, 'No problem was found.')
  for (const [choice, ending, start] of [
    ['Recording', '.jsonl', '{"format":"earshot-recording"'],
    ['Recording without addresses and names', '.anonymous.jsonl', '{"format":"earshot-recording"'],
    ['RTCStatsDump', '.rtcstats.jsonl', 'RTCStatsDump\n'],
    ['Table of numbers (CSV)', '.csv', 'time,'],
  ] as const) {
    await dashboard.locator('.save > summary').click()
    const [download] = await Promise.all([
      dashboard.waitForEvent('download'),
      dashboard.getByRole('button', { name: choice, exact: true }).click(),
    ])
    expect(download.suggestedFilename().endsWith(ending)).toBe(true)
    expect((await readFile(await download.path(), 'utf8')).startsWith(start)).toBe(true)
  }
  const image = dashboard.getByRole('button', { name: 'Save as a picture: Sent' })
  const [picture] = await Promise.all([dashboard.waitForEvent('download'), image.click()])
  expect(picture.suggestedFilename()).toBe('sent.png')
})

test('speaks Chinese, and the language stays chosen', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await openFile(dashboard, labelled('loss-5-up-hall'))
  await expectVerdict(dashboard, /./)
  await dashboard.getByRole('button', { name: /中文/ }).click()
  await expect(dashboard.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await expect(dashboard.getByRole('tab', { name: '轨道' })).toBeVisible()
  await expectAccessible(dashboard)
  await dashboard.reload()
  await expect(dashboard.getByRole('heading', { name: '通话为什么不好？' })).toBeVisible()
  await dashboard.getByRole('button', { name: /English/ }).click()
  await expect(dashboard.getByRole('heading', { name: 'Why was the call bad?' })).toBeVisible()
})

test('on a phone nothing scrolls sideways, a table is cards, and it is as accessible', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard', viewport: { width: 390, height: 844 } })
  await openFile(dashboard, labelled('blackout-long-office'), labelled('loss-15-up-hall'))
  await expectVerdict(dashboard, /./)
  await expectNoSidewaysScroll(dashboard)
  for (const panel of panels) {
    await dashboard.getByRole('tab', { name: panel }).click()
    await expect(dashboard.getByRole('tabpanel').locator('table, figure, ol, p').first()).toBeVisible()
    await expectNoSidewaysScroll(dashboard)
  }
  await expectAccessible(dashboard)
})

test('nothing of what a recording says runs as a script', async ({ open }) => {
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  await watchForScripts(dashboard)
  const texts = payloads()
  expect(texts.length).toBeGreaterThanOrEqual(200)
  const files = [ofOurs(texts), ofInternals(texts), ofRtcstats(texts), ofLegacy(texts)].map((text, index) => ({
    name: `${texts[index] ?? ''}.json`.replaceAll(/[/\\\0]/g, '_').slice(0, 80),
    mimeType: '',
    buffer: Buffer.from(text),
  }))
  for (const file of files) {
    await dashboard.locator('input[type=file]').first().setInputFiles(file)
    await expect(dashboard.getByRole('heading', { level: 1 })).toBeVisible()
    for (const panel of panels) {
      await dashboard.getByRole('tab', { name: panel }).click()
      await expect(dashboard.getByRole('tabpanel').locator('table, figure, ol, p').first()).toBeVisible()
    }
  }
  expect(await dashboard.evaluate(() => Reflect.get(globalThis, 'ran') as unknown)).toEqual([])
})

/** Payloads call `ran()`, and what the page's policy stops is counted too. */
async function watchForScripts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ran: string[] = []
    Object.assign(globalThis, { ran, alert: () => ran.push('alert') })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
      ran.push(`${violatedDirective} ${sample}`),
    )
  })
}

/** Ways to get a script into a page, each in several dresses. */
function payloads(): readonly string[] {
  const scripts = ['alert(1)', 'top.alert(1)', 'globalThis["alert"](1)', 'import("/x")', 'eval("alert(1)")']
  const dresses: readonly ((script: string) => string)[] = [
    (script) => `<script>${script}</script>`,
    (script) => `<img src=x onerror=${script}>`,
    (script) => `<svg onload=${script}>`,
    (script) => `<svg><animate onbegin=${script} attributeName=x dur=1s>`,
    (script) => `<iframe srcdoc="<script>${script}</script>">`,
    (script) => `<iframe src="javascript:${script}">`,
    (script) => `<a href="javascript:${script}">x</a>`,
    (script) => `<details open ontoggle=${script}>`,
    (script) => `<body onpageshow=${script}>`,
    (script) => `<input autofocus onfocus=${script}>`,
    (script) => `"><img src=x onerror=${script}>`,
    (script) => `'><img src=x onerror=${script}>`,
    (script) => `\`><img src=x onerror=${script}>`,
    (script) => `</title><script>${script}</script>`,
    (script) => `</textarea><script>${script}</script>`,
    (script) => `</style><script>${script}</script>`,
    (script) => `--><script>${script}</script>`,
    (script) => `]]><script>${script}</script>`,
    (script) => `javascript:${script}`,
    (script) => `data:text/html,<script>${script}</script>`,
    (script) => `\${${script}}`,
    (script) => `{{constructor.constructor('${script}')()}}`,
    (script) => `<math><mtext><table><mglyph><style><img src=x onerror=${script}>`,
    (script) => `<video><source onerror=${script}>`,
    (script) => `<object data="javascript:${script}">`,
    (script) => `<form><button formaction="javascript:${script}">x`,
    (script) => `<link rel=stylesheet href="javascript:${script}">`,
    (script) => `<meta http-equiv=refresh content="0;url=javascript:${script}">`,
    (script) => `<style>@import "javascript:${script}"</style>`,
    (script) => `<x style="animation:x" onanimationstart=${script}>`,
    (script) => `<marquee onstart=${script}>`,
    (script) => `<template><script>${script}</script></template>`,
    (script) => `\u202e<script>${script}</script>`,
    (script) => `<scr\u0000ipt>${script}</script>`,
    (script) => `&lt;script&gt;${script}&lt;/script&gt;`,
    (script) => `%3Cscript%3E${script}%3C/script%3E`,
    (script) => `=cmd|'/c ${script}'!A1`,
    (script) => `__proto__[innerHTML]=<img src=x onerror=${script}>`,
    (script) => `<svg><use href="data:image/svg+xml,<svg id=x onload=${script}>#x">`,
    (script) => `<embed src="javascript:${script}">`,
  ]
  return dresses.flatMap((dress) => scripts.map(dress))
}

type Texts = readonly string[]

/** In every text of an entry, and in names of members. */
function statsOf(texts: Texts, second: number): Record<string, Record<string, unknown>> {
  const entry = (text: string, type: string, members: object) =>
    [text, { id: text, type, timestamp: 1_000 * second, ...members }] as const
  const one = (index: number) => texts[index % texts.length] ?? ''
  return Object.fromEntries([
    entry('in', 'inbound-rtp', {
      ssrc: 1,
      kind: 'video',
      mid: one(0),
      codecId: 'codec',
      bytesReceived: 90_000 * second,
      packetsReceived: 90 * second,
      framesDecoded: 20 * second,
      decoderImplementation: one(1),
      trackIdentifier: one(2),
    }),
    entry('out', 'outbound-rtp', {
      ssrc: 2,
      kind: 'audio',
      mid: one(3),
      rid: one(4),
      bytesSent: 4_000 * second,
      packetsSent: 50 * second,
    }),
    entry('codec', 'codec', { mimeType: `video/${one(5)}`, payloadType: 96, sdpFmtpLine: one(6) }),
    entry('pair', 'candidate-pair', { localCandidateId: 'local', remoteCandidateId: 'remote', state: one(7), nominated: true }),
    entry('local', 'local-candidate', { candidateType: one(8), protocol: one(9), address: one(10), networkType: one(11) }),
    entry('remote', 'remote-candidate', { candidateType: 'host', protocol: 'udp', address: one(12) }),
    entry('transport', 'transport', {
      selectedCandidatePairId: 'pair',
      dtlsCipher: one(13),
      srtpCipher: one(14),
      tlsVersion: one(15),
    }),
    ...texts.slice(16).map((text) => entry(text, 'data-channel', { label: text, [text.slice(0, 60)]: text })),
  ])
}

const sdpOf = (text: string): string =>
  `v=0\r\nm=video 9 UDP 96\r\na=mid:${text.replaceAll(/\s/g, '_')}\r\na=rtpmap:96 ${text.replaceAll(/\s/g, '_')}/90000\r\na=fmtp:96 ${text}\r\n`

function ofOurs(texts: Texts): string {
  const events = texts.flatMap((text, index) => [
    { t: 1_000 + index, c: 'c', e: { type: 'mark', text } },
    { t: 1_000 + index, c: 'c', e: { type: 'other', name: text, value: text } },
    {
      t: 1_000 + index,
      c: 'c',
      e: { type: 'description', sent: index % 2 === 0, kind: 'offer', negotiation: null, sdp: sdpOf(text) },
    },
    { t: 1_000 + index, c: 'c', e: { type: 'candidate-error', url: text, errorCode: 1, errorText: text } },
  ])
  const reports = [1, 2, 3, 4].map((second) => ({ t: 1_000 * second, c: 'c', k: true, s: statsOf(texts, second) }))
  return [{ format: 'earshot-recording', version: 1 }, ...events, ...reports].map((line) => `${JSON.stringify(line)}\n`).join('')
}

function ofInternals(texts: Texts): string {
  const stats = Object.entries(statsOf(texts, 1)).flatMap(([id, members]) =>
    Object.entries(members).map(([name, value]) => [
      `${id}-${name}`,
      {
        startTime: '1970-01-01T00:00:01.000Z',
        endTime: '1970-01-01T00:00:03.000Z',
        statsType: members['type'],
        values: JSON.stringify([value, value, value]),
      },
    ]),
  )
  const updateLog = texts.map((text, index) => ({
    type: index % 3 === 0 ? text : 'setRemoteDescription',
    value: JSON.stringify({ type: 'offer', sdp: sdpOf(text) }),
    timestamp: 1_000 + index,
  }))
  const connections = {
    [texts[0] ?? '']: { url: texts[1], rtcConfiguration: texts[2], stats: Object.fromEntries(stats), updateLog },
  }
  return JSON.stringify({
    getUserMedia: texts.map((error) => ({ origin: error, error, timestamp: 5 })),
    PeerConnections: connections,
    UserAgent: texts[3],
  })
}

function ofRtcstats(texts: Texts): string {
  const lines = texts.flatMap((text) => [
    [text, 'PC_0', text, 1],
    ['onicecandidate', 'PC_0', { candidate: text }, 1],
    ['setLocalDescription', 'PC_0', { type: 'offer', sdp: sdpOf(text) }, 1],
  ])
  const reports = [1, 2, 3].map((second) => ['getStats', 'PC_0', statsOf(texts, second), 1_000])
  return [
    'RTCStatsDump',
    JSON.stringify({ fileFormat: 3, url: texts[0] }),
    ...[...lines, ...reports].map((line) => JSON.stringify(line)),
    '',
  ].join('\n')
}

function ofLegacy(texts: Texts): string {
  const lines = texts.map((text, index) => [text, 'PC_0', text, 1_000 + index])
  const reports = [1, 2, 3].map((second) => [
    'getstats',
    'PC_0',
    { ...statsOf(texts, second), timestamp: 1_000 * second },
    1_000 * second,
  ])
  return [['connectionInfo', null, texts[0], 1], ...lines, ...reports].map((line) => `${JSON.stringify(line)}\n`).join('')
}
