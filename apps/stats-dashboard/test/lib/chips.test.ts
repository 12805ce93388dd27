import type { PeerSummary, Sample } from '@earshot/core/stats'
import { expect, test } from 'vitest'

import { chipsOf, placeOf, places, type Chip, type Place } from '../../src/lib/chips.ts'
import { english } from '../../src/words/english.ts'
import { issueOf } from '../sessions.ts'
import { receivedVideo, sampleOf, sentVideo } from '../samples.ts'

const measured = sampleOf({})

function chipAt(place: Place, chips: readonly Chip[]): Chip | undefined {
  return chips.find((chip) => chip.place === place)
}

function detailAt(place: Place, sample: Sample): string | undefined {
  return chipAt(place, chipsOf([], sample, english))?.detail
}

test('has the five places from this end to the other, whatever is known', () => {
  for (const sample of [null, measured]) {
    expect(chipsOf([issueOf()], sample, english).map(({ place }) => place)).toEqual(places)
  }
})

test.each([
  { side: 'local', place: 'self' },
  { side: 'uplink', place: 'upload' },
  { side: 'unknown', place: 'path' },
  { side: 'downlink', place: 'download' },
  { side: 'remote', place: 'peer' },
] as const)('what is wrong on the side "$side" is at "$place", and nowhere else', ({ side, place }) => {
  const issue = issueOf({ side })
  expect(placeOf(issue)).toBe(place)
  const wrong = chipsOf([issue], measured, english).filter((chip) => chip.issue !== null)
  expect(wrong).toMatchObject([{ place, tone: 'warn', issue }])
})

test('says nothing is known before the first sample, and fine after it, of the peer only by its own word', () => {
  const tones = (sample: Sample | null) => chipsOf([], sample, english).map(({ tone }) => tone)
  expect(tones(null)).toEqual(['neutral', 'neutral', 'neutral', 'neutral', 'neutral'])
  expect(tones(measured)).toEqual(['good', 'good', 'good', 'good', 'neutral'])
  expect(tones({ ...measured, peer: summary })).toEqual(['good', 'good', 'good', 'good', 'good'])
})

test('of several issues at a place shows the gravest that nothing else explains', () => {
  const [warning, critical] = [issueOf({ id: 'w' }), issueOf({ id: 'c', severity: 'critical' })]
  expect(chipAt('path', chipsOf([warning, critical], measured, english))).toMatchObject({ tone: 'bad', issue: { id: 'c' } })

  const explained = { ...critical, suppressedBy: 'w' }
  expect(chipAt('path', chipsOf([explained, warning], measured, english))).toMatchObject({ tone: 'warn', issue: { id: 'w' } })
})

test('what another issue explains is shown where it is, and nowhere when it is on no side by itself', () => {
  const explained = issueOf({ id: 'e', severity: 'critical', suppressedBy: 'w' })
  expect(chipAt('path', chipsOf([explained], measured, english))).toMatchObject({ tone: 'good', issue: null })
  const local = issueOf({ ...explained, side: 'local' })
  expect(chipAt('self', chipsOf([local], measured, english))).toMatchObject({ tone: 'bad', issue: { id: 'e' } })
})

test('what is only worth knowing leaves a place fine', () => {
  expect(chipAt('path', chipsOf([issueOf({ severity: 'info' })], measured, english))).toMatchObject({ tone: 'good', issue: null })
})

const relay = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' } as const
const host = { candidateType: 'host', protocol: 'udp', relayProtocol: null } as const
const summary: PeerSummary = {
  ...{ receivedLoss: null, sentLoss: null, receivedJitterMs: null, queueMs: 1, availableOutgoingBitrate: 900_000 },
  ...{ bandwidthLimited: null, cpuLimited: null, microphone: null, audioSent: null, videoSent: null },
  ...{ audioReceived: null, videoReceived: null, screens: [], silent: [] },
}
const filming = sentVideo({ bitrate: 800_000, framesPerSecond: 12.4, packetLoss: 0.004 }, { sourceFramesPerSecond: 29.9 })

test.each<{ place: Place; sample: Sample; detail: string }>([
  { place: 'self', sample: measured, detail: '' },
  { place: 'self', sample: sampleOf({}, filming), detail: '12 of 30 fps' },
  { place: 'self', sample: sampleOf({}, sentVideo({ framesPerSecond: 30 })), detail: '30 fps' },
  { place: 'upload', sample: sampleOf({}, filming), detail: '800 kbit/s' },
  { place: 'upload', sample: sampleOf({ availableOutgoingBitrate: 1e6 }, filming), detail: '800 kbit/s of 1.00 Mbit/s' },
  { place: 'upload', sample: sampleOf({}, { ...filming, packetLoss: 0.021 }), detail: '800 kbit/s, 2.1 % lost' },
  { place: 'path', sample: measured, detail: 'none yet' },
  { place: 'path', sample: sampleOf({ pair: { local: host, remote: host }, roundTripTimeMs: 48 }), detail: 'direct, UDP, 48 ms' },
  { place: 'path', sample: sampleOf({ pair: { local: relay, remote: host } }), detail: 'relayed, TLS, –' },
  {
    place: 'path',
    sample: sampleOf({ pair: { local: host, remote: { ...relay, relayProtocol: null } } }),
    detail: 'relayed, UDP, –',
  },
  { place: 'download', sample: measured, detail: '–' },
  {
    place: 'download',
    sample: sampleOf({}, receivedVideo({ bitrate: 1_700_000, packetLoss: 0.019 })),
    detail: '1.70 Mbit/s, 1.9 % lost',
  },
  { place: 'peer', sample: measured, detail: '' },
  { place: 'peer', sample: { ...measured, peer: summary }, detail: 'can send 900 kbit/s' },
])('the most telling number at $place: "$detail"', ({ place, sample, detail }) => {
  expect(detailAt(place, sample)).toBe(detail)
})

test('has no number before the first sample', () => {
  expect(chipsOf([], null, english).map(({ detail }) => detail)).toEqual(['', '', '', '', ''])
})
