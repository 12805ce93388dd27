import { expect, test } from 'vitest'

import type { Call, CallEvents, TimelineEntry } from '@earshot/core'
import { readReport } from '@earshot/core/stats'

import { Emitter } from '../../src/emitter.ts'
import { broadcast } from '../../src/room/broadcast.ts'
import type { PeerLink } from '../../src/room/peer-link.ts'
import { manualClock } from '../support/manual-clock.ts'

/** A call, and observers who take what is sent unless they are told to be slow. */
function stage() {
  const { clock, pass, waiting } = manualClock()
  const events = new Emitter<CallEvents>({
    state: null,
    ready: null,
    track: null,
    'track-removed': null,
    'track-failed': null,
    'remote-muted': null,
    'remote-held': null,
    'data-channel': null,
    peerconnection: null,
    timeline: null,
    report: null,
    sample: null,
  })
  const timeline: TimelineEntry[] = []
  const call = { id: 'c1', peer: { peerId: 'office' }, timeline, on: events.on } as unknown as Call
  const observers: ReturnType<typeof observer>[] = []
  broadcast({ call, clock, observers: () => observers.map(({ link }) => link) })
  let second = 0
  return {
    ...{ pass, waiting },
    watch: () => {
      const watching = observer()
      observers.push(watching)
      return watching
    },
    note: (
      event: { readonly type: 'call'; readonly state: 'connected' | 'ended' } | { readonly type: 'ready'; readonly ready: true },
    ) => {
      const entry: TimelineEntry = { at: clock.now(), timestamp: clock.now(), ...event }
      timeline.push(entry)
      events.emit('timeline', entry)
      if (event.type === 'call' && event.state === 'ended') events.emit('state', 'ended')
    },
    report: (members: object = {}) => {
      second += 1
      const numbers = { id: 'IT', type: 'inbound-rtp', timestamp: 1_000 * second, bytesReceived: second, kind: 'video' }
      events.emit(
        'report',
        readReport([
          { ...numbers, ...members },
          { id: 'cert', type: 'certificate', timestamp: 1 },
        ]),
      )
    },
  }
}

function observer() {
  const state = { backlog: 0 }
  const pieces: string[] = []
  const link = {
    get backlog() {
      return state.backlog
    },
    send: ({ text }: { readonly text: string }) => pieces.push(text),
  } as unknown as PeerLink
  const lines = () =>
    pieces
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { readonly t?: number; readonly s?: object; readonly e?: { readonly type: string } })
  return { link, pieces, lines, slow: (slow: boolean) => (state.backlog = slow ? 4 : 0) }
}

test('an observer is sent what happened so far and then what happens, in batches of two seconds', async () => {
  const { pass, watch, note, report } = stage()
  note({ type: 'ready', ready: true })
  const { pieces, lines } = watch()
  report()
  report()
  expect(pieces).toEqual([])
  await pass(2_000)
  expect(pieces).toHaveLength(1)
  report()
  await pass(2_000)
  expect(lines()).toMatchObject([
    { format: 'earshot-recording' },
    { e: { type: 'ready' } },
    { t: 1_000, k: true, s: { IT: { bytesReceived: 1 } } },
    { t: 2_000, s: { IT: { bytesReceived: 2 } } },
    { t: 3_000, s: { IT: { bytesReceived: 3 } } },
  ])
})

test('in the first five seconds of a connection nothing is sent, which would disturb its estimate of the bandwidth', async () => {
  const { pass, watch, note, report } = stage()
  const { pieces } = watch()
  note({ type: 'call', state: 'connected' })
  for (let second = 0; second < 4; second += 1) {
    report()
    await pass(1_000)
  }
  expect(pieces).toEqual([])
  await pass(2_000)
  expect(pieces).toHaveLength(1)
})

test('an observer that does not keep up loses the oldest, is told how much, and can read the rest (F19)', async () => {
  const { pass, watch, report } = stage()
  const [slow, quick] = [watch(), watch()]
  report()
  await pass(2_000)
  slow.slow(true)
  for (let second = 0; second < 100; second += 1) report()
  await pass(2_000)
  expect(slow.pieces).toHaveLength(1)
  expect(quick.lines()).toHaveLength(1 + 1 + 30 + 1)
  slow.slow(false)
  await pass(2_000)
  const times = slow.lines().flatMap(({ t, s }) => (s === undefined ? [] : [t]))
  expect(times).toEqual([1_000, ...Array.from({ length: 30 }, (_, index) => 1_000 * (72 + index))])
  expect(slow.lines().at(-1)).toMatchObject({ e: { type: 'dropped', reports: 70 } })
})

test('a report that is longer than a message is sent in several, which make one line', async () => {
  const { pass, watch, report } = stage()
  const { pieces, lines } = watch()
  report({
    qualityLimitationDurations: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`reason-${index}`, index])),
  })
  await pass(2_000)
  expect(pieces.length).toBeGreaterThan(2)
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(30_000)
  expect(lines()).toHaveLength(2)
})

test('an observer that comes later begins with a report that is whole', async () => {
  const { pass, watch, report } = stage()
  watch()
  report()
  await pass(2_000)
  const late = watch()
  report()
  await pass(2_000)
  expect(late.lines()).toMatchObject([{ format: 'earshot-recording' }, { k: true, t: 2_000 }])
})

test('the end of the call is told at once, and nothing after it', async () => {
  const { pass, watch, note, waiting } = stage()
  const { lines, pieces } = watch()
  note({ type: 'call', state: 'connected' })
  note({ type: 'call', state: 'ended' })
  expect(lines().at(-1)).toMatchObject({ e: { type: 'call', state: 'ended' } })
  expect(waiting()).toBe(0)
  await pass(10_000)
  expect(pieces).toHaveLength(1)
})

test('without observers nothing is kept', async () => {
  const { pass, watch, report } = stage()
  for (let second = 0; second < 50; second += 1) report()
  const { lines } = watch()
  await pass(2_000)
  expect(lines()).toEqual([])
})
