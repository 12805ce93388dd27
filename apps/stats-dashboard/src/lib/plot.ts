import type { Metric } from '@earshot/core/stats'

import type { Words } from '../words/words.ts'

export type Colour = 'blue' | 'teal' | 'orange' | 'violet'

/** A line of a chart. */
export interface Line {
  /** The series of the history. */
  readonly series: string
  readonly label: keyof Words['lines']
  readonly colour: Colour
  readonly dash: readonly number[]
  /** How much of the series is one of the chart's own measure. */
  readonly scale?: number
}

export interface Unit {
  readonly label: string
  /** How much of the measure is one of this unit. */
  readonly size: number
  /** Digits behind the point that mean something. */
  readonly digits: number
}

/** A span of time that is tinted because of a number: the limitation of an encoder. */
export interface Tint {
  readonly series: string
  readonly from: number
  readonly label: keyof Words['lines']
  readonly tone: 'warn' | 'bad'
}

export interface Plot {
  readonly id: string
  readonly title: keyof Words['plots']
  /** From the smallest: the largest that suits the values is used. */
  readonly units: readonly Unit[]
  /** The axis reaches at least here, in the measure. */
  readonly least: number
  readonly lines: readonly Line[]
  readonly tints?: readonly Tint[]
  /** What some browsers do not report: without it the chart says so. */
  readonly needs?: readonly Metric[]
}

const solid: readonly number[] = []
const dashed = [5, 4]
const dotted = [2, 3]
export const bitrates: readonly Unit[] = [
  { label: 'kbit/s', size: 1_000, digits: 0 },
  { label: 'Mbit/s', size: 1_000_000, digits: 2 },
]
export const milliseconds: readonly Unit[] = [{ label: 'ms', size: 1, digits: 0 }]
export const percent: readonly Unit[] = [{ label: '%', size: 0.01, digits: 1 }]
export const decibels: readonly Unit[] = [{ label: 'dB', size: 1, digits: 0 }]
export const plain: readonly Unit[] = [{ label: '', size: 1, digits: 0 }]

/** The charts of the glance, in reading order. */
export const glancePlots: readonly Plot[] = [
  {
    id: 'sent',
    title: 'sent',
    units: bitrates,
    least: 100_000,
    lines: [
      line('sent', 'sent', 'blue', solid),
      line('target', 'target', 'orange', dotted),
      line('available', 'available', 'teal', dashed),
    ],
  },
  { id: 'received', title: 'received', units: bitrates, least: 100_000, lines: [line('received', 'received', 'blue', solid)] },
  {
    id: 'round-trip',
    title: 'roundTrip',
    units: milliseconds,
    least: 20,
    lines: [line('roundTrip', 'now', 'blue', solid), line('baseRoundTrip', 'base', 'violet', dotted)],
    needs: ['path.roundTripTimeMs'],
  },
  {
    id: 'loss',
    title: 'loss',
    units: percent,
    least: 0.02,
    lines: [line('lossUp', 'up', 'orange', solid), line('lossDown', 'down', 'blue', dashed)],
  },
  {
    id: 'jitter',
    title: 'jitter',
    units: milliseconds,
    least: 20,
    lines: [
      line('jitter', 'jitter', 'blue', solid),
      line('buffer', 'buffer', 'teal', dashed),
      line('bufferTarget', 'bufferTarget', 'violet', dotted),
    ],
  },
  {
    id: 'frames',
    title: 'frames',
    units: plain,
    least: 30,
    lines: [
      line('framesSent', 'framesSent', 'orange', solid),
      line('framesReceived', 'framesReceived', 'blue', dashed),
      line('framesCamera', 'camera', 'violet', dotted),
    ],
    tints: [
      { series: 'bandwidthLimited', from: 0.5, label: 'limitedByBandwidth', tone: 'warn' },
      { series: 'cpuLimited', from: 0.5, label: 'limitedByCpu', tone: 'bad' },
    ],
  },
  {
    id: 'height',
    title: 'height',
    units: [{ label: 'px', size: 1, digits: 0 }],
    least: 360,
    lines: [line('heightSent', 'framesSent', 'orange', solid), line('heightReceived', 'framesReceived', 'blue', dashed)],
  },
  {
    id: 'freezes',
    title: 'freezes',
    units: percent,
    least: 0.05,
    lines: [line('frozen', 'frozen', 'blue', solid), line('concealed', 'concealed', 'orange', dashed)],
  },
  {
    id: 'score',
    title: 'score',
    units: [{ label: '', size: 1, digits: 1 }],
    least: 5,
    lines: [line('score', 'score', 'teal', solid)],
  },
]

/** What says whether the upload is full. */
export const congestionPlots: readonly Plot[] = [
  {
    id: 'congestion-rates',
    title: 'sent',
    units: bitrates,
    least: 100_000,
    lines: [
      line('sent', 'sent', 'blue', solid),
      line('target', 'target', 'orange', dotted),
      line('available', 'available', 'teal', dashed),
    ],
  },
  {
    id: 'headroom',
    title: 'headroom',
    units: bitrates,
    least: 100_000,
    lines: [line('headroom', 'headroom', 'teal', solid)],
    needs: ['path.availableOutgoingBitrate'],
  },
  {
    id: 'queue',
    title: 'queue',
    units: milliseconds,
    least: 50,
    lines: [line('queue', 'queue', 'orange', solid)],
    needs: ['path.roundTripTimeMs'],
  },
  {
    id: 'retransmitted',
    title: 'retransmitted',
    units: percent,
    least: 0.05,
    lines: [line('retransmitted', 'retransmitted', 'orange', solid)],
  },
  {
    id: 'limited',
    title: 'limited',
    units: percent,
    least: 1,
    lines: [
      line('bandwidthLimited', 'limitedByBandwidth', 'orange', solid),
      line('cpuLimited', 'limitedByCpu', 'violet', dashed),
    ],
    needs: ['sentVideo.bandwidthLimited'],
  },
  {
    id: 'loss-up',
    title: 'loss',
    units: percent,
    least: 0.02,
    lines: [line('lossUp', 'up', 'orange', solid), line('lossDown', 'down', 'blue', dashed)],
  },
]

export function line(series: string, label: keyof Words['lines'], colour: Colour, dash: readonly number[]): Line {
  return { series, label, colour, dash }
}
