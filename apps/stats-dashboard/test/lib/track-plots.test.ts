import { expect, test } from 'vitest'

import { plotsOfTrack } from '../../src/lib/track-plots.ts'

const track = 'outbound:video:1:h'

test('has a chart for every number of the track, and of no other one', () => {
  const series = ['sent', `${track} bitrate`, 'outbound:video:1: bitrate', `${track}2 bitrate`, `${track} meanQp`]
  expect(plotsOfTrack(track, series).map(({ title }) => title)).toEqual(['bitrate', 'meanQp'])
  expect(plotsOfTrack(track, series).map(({ plot }) => plot.lines.map((line) => line.series))).toEqual([
    [`${track} bitrate`],
    [`${track} meanQp`],
  ])
})

/** By docs/stats.md. */
test.each([
  { unit: 'kbit/s', names: ['bitrate', 'wireBitrate', 'targetBitrate', 'goodput'] },
  {
    unit: 'ms',
    names: ['jitterMs', 'roundTripTimeMs', 'jitterBufferTargetMs', 'sendQueueMs', 'stillMs', 'playoutMs', 'frozenMs'],
  },
  {
    unit: '%',
    names: [
      ...['packetLoss', 'effectiveLoss', 'retransmitShare', 'congestionMarked', 'dropped', 'discarded', 'concealed', 'frozen'],
      ...[
        'audiblyConcealed',
        'stretched',
        'synthesized',
        'corruption',
        'cpuLimited',
        'bandwidthLimited',
        'encodeLoad',
        'decodeLoad',
      ],
    ],
  },
  { unit: 'dB', names: ['echoReturnLoss'] },
  {
    unit: '',
    names: [
      ...['packetRate', 'nackRate', 'framesPerSecond', 'frameHeight', 'sampleRate', 'meanQp', 'framesPending', 'freezeRate'],
      ...['keyFrameRequestRate', 'sourceHeight'],
    ],
  },
])('is drawn in "$unit": $names', ({ unit, names }) => {
  const plots = plotsOfTrack(
    track,
    names.map((name) => `${track} ${name}`),
  )
  expect(plots.map(({ title, plot }) => [title, plot.units[0]?.label])).toEqual(names.map((name) => [name, unit]))
  for (const { plot } of plots) expect(plot.least).toBeGreaterThanOrEqual(plot.units[0]?.size ?? Infinity)
})
