import { connectLoopback, playTrack, type Sample, type TrackSample } from '@earshot/core'
import { expect, test } from 'vitest'

import { expectFrames, reaches, syntheticStream } from './support.ts'

test('two connections in one page show each other their pictures', async () => {
  const [caller, callee] = await connectLoopback({ stream: syntheticStream() })
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  for (const call of [caller, callee]) {
    const tracks = [...call.remoteTracks.values()].map(({ track }) => track)
    expect(tracks.map(({ kind }) => kind)).toEqual(['audio', 'video'])
    for (const track of tracks) if (track.kind === 'video') await expectFrames(track)
  }
  caller.hangUp()
  await reaches(callee, 'ended')
  expect(caller.ended).toEqual({ by: 'local', reason: 'hung-up' })
  expect(callee.ended).toEqual({ by: 'remote', reason: 'hung-up' })
  expect(caller.peerConnection.connectionState).toBe('closed')
})

test('a call without media only receives, and is connected all the same', async () => {
  const [caller, callee] = await connectLoopback()
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  expect([caller.remoteTracks.size, callee.remoteTracks.size]).toEqual([0, 0])
  callee.hangUp()
  await reaches(caller, 'ended')
})

test('samples say what the call sends and receives', async () => {
  const [caller] = await connectLoopback({ stream: syntheticStream(), statsIntervalMs: 300 })
  const sample = await new Promise<Sample>((resolve) => {
    caller.on('sample', (next) => {
      const measured = next.tracks.every(({ bitrate, codec }) => bitrate !== null && bitrate > 0 && codec !== null)
      if (next.tracks.length === 4 && measured && next.path.roundTripTimeMs !== null) resolve(next)
    })
  })
  const named = sample.tracks.map(({ key, codec }) => `${key} ${codec?.mimeType} ${codec?.clockRate}`)
  expect(named).toEqual([
    'outbound:audio:0: audio/opus 48000',
    'outbound:video:1: video/VP8 90000',
    'inbound:audio:0: audio/opus 48000',
    'inbound:video:1: video/VP8 90000',
  ])
  expect(sample.path.pair?.local).toMatchObject({ candidateType: 'host', protocol: 'udp' })
  caller.hangUp()
})

test('the numbers that Chromium can give are there in a real call', async () => {
  const [caller] = await connectLoopback({ stream: syntheticStream(), statsIntervalMs: 300 })
  // Sound that is not played is not measured.
  caller.on('track', ({ track }) => playTrack(document.createElement(track.kind === 'audio' ? 'audio' : 'video'), track))
  const missing = new Set(expected)
  caller.on('sample', ({ path, tracks }) => {
    for (const part of [path, ...tracks.flatMap(partsOf)]) {
      for (const [name, value] of Object.entries(part)) if (value !== null) missing.delete(name)
    }
  })
  await expect.poll(() => [...missing], { timeout: 20_000 }).toEqual([])
  caller.hangUp()
})

const expected = [
  ...['bitrate', 'wireBitrate', 'packetRate', 'retransmitShare', 'nackRate', 'packetLoss', 'jitterMs', 'framesPerSecond'],
  ...['jitterBufferMs', 'jitterBufferTargetMs', 'jitterBufferMinimumMs'],
  ...['effectiveLoss', 'discarded', 'sampleRate', 'concealed', 'audiblyConcealed', 'stretched', 'level', 'playoutMs'],
  ...['framesReceivedPerSecond', 'dropped', 'decodeMs', 'decodeLoad', 'meanQp', 'interFrameMs'],
  ...['interFrameDeviationMs', 'frozen', 'freezeRate', 'stillMs', 'keyFrameRequestRate', 'audioAheadMs'],
  ...['goodput', 'targetBitrate', 'sendQueueMs', 'active', 'sourceLevel', 'sourcePeak', 'sourceFramesPerSecond', 'sourceHeight'],
  ...['framesSentPerSecond', 'encodeMs', 'encodeLoad', 'limitation', 'cpuLimited', 'bandwidthLimited'],
  ...['roundTripTimeMs', 'baseRoundTripTimeMs', 'queueMs', 'availableOutgoingBitrate', 'headroom'],
  ...['bandwidthUse', 'receivedBitrate', 'answerRate', 'silentMs', 'iceState', 'dtlsState'],
]

function partsOf(track: TrackSample): readonly object[] {
  const { receivedAudio, receivedVideo, sentAudio, sentVideo } = track
  return [track, receivedAudio, receivedVideo, sentAudio, sentVideo].filter((part) => part !== null)
}
