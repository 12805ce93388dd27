import { expect, test } from 'vitest'

import { diagnose, type Entry } from '@earshot/diagnostics'

import { open, readDump, samplesOf } from './dumps.ts'

/** One call that Chromium's webrtc-internals saved in both of its formats. */
const internals = await open(await readDump('webrtc-internals.json'))
const rtcstats = await open(await readDump('rtcstats-dump'))

test('the same call in two formats gives the same series, and is judged alike', () => {
  expect([internals.format, rtcstats.format]).toEqual(['webrtc-internals', 'rtcstats-dump'])
  const [one, other] = [samplesOf(internals.entries), samplesOf(rtcstats.entries)]
  expect(one.length).toBeGreaterThan(40)
  expect(other).toEqual(one)
  expect(diagnose(rtcstats.entries).issues).toEqual(diagnose(internals.entries).issues)
})

test('the same call in two formats gives the same events', () => {
  const eventsOf = (entries: readonly Entry[]) =>
    entries.flatMap((entry) => {
      if (entry.type === 'report' || entry.connection === null || entry.event.type === 'other') return []
      // One format has the configuration as words and not when it was, the other has both as data.
      const opened = entry.event.type === 'opened'
      return [{ ...entry, timestamp: opened ? 0 : Math.round(entry.timestamp), event: { ...entry.event, configuration: null } }]
    })
  expect(eventsOf(rtcstats.entries)).toEqual(eventsOf(internals.entries))
})
