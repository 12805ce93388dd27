import { expect, test } from 'vitest'

import { unitOf } from '../../src/lib/units.ts'

test.each([
  {
    unit: 'ms',
    members: [
      'timestamp',
      'lastPacketReceivedTimestamp',
      'remoteTimestamp',
      'estimatedPlayoutTimestamp',
      'lastPacketSentTimestamp',
    ],
  },
  { unit: 'bit/s', members: ['availableOutgoingBitrate', 'availableIncomingBitrate', 'targetBitrate'] },
  {
    unit: 's',
    members: [
      ...['jitter', 'roundTripTime', 'currentRoundTripTime', 'totalRoundTripTime', 'jitterBufferDelay', 'totalDecodeTime'],
      ...['jitterBufferTargetDelay', 'totalPacketSendDelay', 'totalSamplesDuration', 'totalFreezesDuration'],
    ],
  },
  { unit: 's²', members: ['totalSquaredInterFrameDelay'] },
  { unit: 'B', members: ['bytesSent', 'bytesReceived', 'headerBytesSent', 'retransmittedBytesReceived', 'bytesDiscardedOnSend'] },
  { unit: 'px', members: ['frameWidth', 'frameHeight', 'width', 'height'] },
  { unit: '1/s', members: ['framesPerSecond'] },
  { unit: 'Hz', members: ['clockRate'] },
  {
    unit: '',
    members: [
      ...['packetsSent', 'roundTripTimeMeasurements', 'framesDecoded', 'ssrc', 'mid', 'kind', 'qpSum', 'audioLevel'],
      ...['jitterBufferEmittedCount', 'qualityLimitationDurations', 'type', 'state', 'constructor', ''],
    ],
  },
])('"$unit" is the unit of $members', ({ unit, members }) => {
  expect(Object.fromEntries(members.map((member) => [member, unitOf(member)]))).toEqual(
    Object.fromEntries(members.map((member) => [member, unit])),
  )
})
