import { connectLoopback, joinRoom, memoryTransport, type Call } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { pictureTrack, reaches, syntheticStream } from './support.ts'

const calls: Call[] = []
afterEach(() => {
  for (const call of calls.splice(0)) call.hangUp()
})

/** A low tone on the left, a high one on the right, which can be silenced. */
function twoTones(): { readonly stream: MediaStream; readonly track: MediaStreamTrack; readonly silence: () => void } {
  const context = new AudioContext()
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 })
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 })
  const volume = new GainNode(context, { gain: 0.4 })
  for (const [channel, frequency] of [lowHz, highHz].entries()) {
    const tone = new OscillatorNode(context, { frequency })
    tone.connect(merger, 0, channel)
    tone.start()
  }
  merger.connect(volume).connect(destination)
  const [track] = destination.stream.getAudioTracks()
  if (track === undefined) throw new Error('A destination node has an audio track.')
  return { stream: destination.stream, track, silence: () => (volume.gain.value = 0) }
}

const [lowHz, highHz] = [500, 2_000]

async function talk(stream: MediaStream) {
  const pair = await connectLoopback({ stream })
  calls.push(...pair)
  const [caller, callee] = pair
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { caller, callee }
}

function heard(call: Call, kindIndex = 0): MediaStreamTrack | undefined {
  return [...call.remoteTracks.values()].filter(({ track }) => track.kind === 'audio')[kindIndex]?.track
}

/** How much louder the low tone is than the high one on each side, in decibels. */
function listen(track: MediaStreamTrack): () => readonly [left: number, right: number] {
  const stream = new MediaStream([track])
  // Chromium plays into Web Audio only what an element plays as well.
  void Object.assign(new Audio(), { srcObject: stream, muted: true }).play()
  const context = new AudioContext()
  const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 })
  context.createMediaStreamSource(stream).connect(splitter)
  const ears = [0, 1].map((channel) => {
    const analyser = new AnalyserNode(context, { fftSize: 2_048, smoothingTimeConstant: 0 })
    splitter.connect(analyser, channel)
    return analyser
  })
  const difference = (analyser: AnalyserNode | undefined): number => {
    if (analyser === undefined) return 0
    const levels = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(levels)
    const at = (hz: number) => levels[Math.round((hz / context.sampleRate) * analyser.fftSize)] ?? -Infinity
    return Number.isFinite(at(lowHz)) && Number.isFinite(at(highHz)) ? at(lowHz) - at(highHz) : 0
  }
  return () => [difference(ears[0]), difference(ears[1])]
}

async function expectTwoChannels(call: Call): Promise<void> {
  await expect.poll(() => heard(call)).toBeDefined()
  const track = heard(call)
  if (track === undefined) throw new Error('There is sound.')
  const listening = listen(track)
  await expect
    .poll(() => listening().map((decibels) => Math.sign(Math.trunc(decibels / 30))), { timeout: 10_000 })
    .toEqual([1, -1])
}

/** Statistics of what a call sends of a track, with the format of its codec. */
async function outbound(call: Call, track: MediaStreamTrack): Promise<{ packets: number; bytes: number; format: string }> {
  const report: RTCStatsReport = (await call.senderOf(track)?.getStats()) ?? new Map()
  for (const { type, packetsSent, bytesSent, codecId } of report.values()) {
    if (type === 'outbound-rtp') return { packets: packetsSent, bytes: bytesSent, format: report.get(codecId)?.sdpFmtpLine ?? '' }
  }
  return { packets: 0, bytes: 0, format: '' }
}

const formatOf = async (call: Call, track: MediaStreamTrack) => (await outbound(call, track)).format.split(';')
const offers = ({ timeline }: Call) => timeline.filter((entry) => entry.type === 'description' && entry.kind === 'offer').length

/** Bytes per packet, over the packets sent meanwhile. */
async function packetSize(call: Call, track: MediaStreamTrack): Promise<number> {
  const before = await outbound(call, track)
  let after = before
  await expect.poll(async () => (after = await outbound(call, track)).packets - before.packets).toBeGreaterThan(50)
  return (after.bytes - before.bytes) / (after.packets - before.packets)
}

test('sound has one channel by itself, two when its track is sent in stereo, and one again', async () => {
  const { stream, track } = twoTones()
  const { caller, callee } = await talk(stream)
  expect(await formatOf(caller, track)).not.toContain('stereo=1')
  caller.configure(track, { audio: { stereo: true } })
  await expectTwoChannels(callee)
  expect(await formatOf(caller, track)).toContain('stereo=1')
  expect(await formatOf(callee, track)).not.toContain('stereo=1')
  caller.configure(track, { audio: null })
  await expect.poll(() => formatOf(caller, track)).not.toContain('stereo=1')
})

test('the callee sends in stereo as well, and a new connection does so too', async () => {
  const { stream, track } = twoTones()
  const { caller, callee } = await talk(stream)
  callee.configure(track, { audio: { stereo: true } })
  await expectTwoChannels(caller)
  const old = callee.peerConnection
  old.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  callee.preferCodecs({})
  await expect.poll(() => callee.peerConnection !== old && callee.state, { timeout: 15_000 }).toBe('connected')
  await expectTwoChannels(caller)
})

test('an option that is given before the answer comes costs no negotiation of its own', async () => {
  const { stream, track } = twoTones()
  const [caller, callee] = await connectLoopback({ stream: new MediaStream() })
  calls.push(caller, callee)
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  const before = offers(caller) + offers(callee)
  caller.addTrack(track, stream)
  caller.configure(track, { audio: { stereo: true, dtx: true } })
  await expectTwoChannels(callee)
  expect(await formatOf(caller, track)).toEqual(expect.arrayContaining(['stereo=1', 'usedtx=1']))
  expect(offers(caller) + offers(callee) - before).toBe(2)
})

test('options that are set while it rings hold from accept on, and cost no negotiation', async () => {
  const { stream, track } = twoTones()
  stream.addTrack(pictureTrack())
  const signaling = memoryTransport()
  const [hall, office] = [
    await joinRoom({ signaling, room: 'test', peerId: 'hall' }),
    await joinRoom({ signaling, room: 'test', peerId: 'office' }),
  ]
  await expect.poll(() => hall.peers.has('office')).toBe(true)
  const incoming = new Promise<Call>((resolve) => office.on('incoming-call', resolve))
  const caller = hall.call('office', { stream })
  caller.configure(track, { maxBitrate: 50_000, audio: { stereo: true } })
  const callee = await incoming
  calls.push(caller)
  await expect.poll(() => caller.ready && callee.ready).toBe(true)
  callee.accept({ stream })
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  await expectTwoChannels(callee)
  expect(await formatOf(caller, track)).toContain('stereo=1')
  expect(caller.senderOf(track)?.getParameters().encodings[0]?.maxBitrate).toBe(50_000)
  expect(offers(caller)).toBe(1)
  await Promise.all([hall.leave(), office.leave()])
})

test('with discontinuous transmission silence costs hardly a packet', async () => {
  const { stream, track, silence } = twoTones()
  const { caller, callee } = await talk(stream)
  caller.configure(track, { audio: { dtx: true } })
  await expect.poll(() => formatOf(caller, track)).toContain('usedtx=1')
  silence()
  // The callee sends the same silence without it: packets of the one for each of the other.
  const fewer = async () => {
    const [before, plain] = [await outbound(caller, track), await outbound(callee, track)]
    await expect.poll(async () => (await outbound(callee, track)).packets - plain.packets).toBeGreaterThan(100)
    const [after, later] = [await outbound(caller, track), await outbound(callee, track)]
    return (after.packets - before.packets) / (later.packets - plain.packets)
  }
  await expect.poll(fewer, { timeout: 20_000 }).toBeLessThan(0.5)
})

test('with redundancy each packet carries the one before it as well', async () => {
  const { stream, track } = twoTones()
  const { caller, callee } = await talk(stream)
  caller.configure(track, { maxBitrate: 32_000 })
  const single = await packetSize(caller, track)
  caller.configure(track, { audio: { red: true } })
  await expect.poll(() => packetSize(caller, track), { timeout: 15_000 }).toBeGreaterThan(single * 1.6)
  expect(await packetSize(callee, track)).toBeLessThan(single * 1.4)
  caller.configure(track, { audio: { red: false } })
  await expect.poll(() => packetSize(caller, track), { timeout: 15_000 }).toBeLessThan(single * 1.4)
})

test('forward error correction is taken away from one track alone', async () => {
  const one = twoTones()
  const { caller, callee } = await talk(one.stream)
  const other = twoTones()
  caller.addTrack(other.track, other.stream)
  await expect.poll(() => callee.remoteTracks.size).toBe(2)
  caller.configure(other.track, { audio: { fec: false, stereo: true, dtx: true } })
  await expect
    .poll(() => formatOf(caller, other.track))
    .toEqual(expect.arrayContaining(['useinbandfec=0', 'stereo=1', 'usedtx=1']))
  expect(await formatOf(caller, one.track)).toEqual(['minptime=10', 'useinbandfec=1'])
  expect(caller.state).toBe('connected')
})

test('options of sound leave a call of sound and picture as it is', async () => {
  const stream = syntheticStream()
  const { caller, callee } = await talk(stream)
  const [microphone] = stream.getAudioTracks()
  if (microphone === undefined) throw new Error('There is a microphone.')
  caller.configure(microphone, { audio: { stereo: true, dtx: true, red: true, fec: true } })
  await expect.poll(() => formatOf(caller, microphone)).toContain('usedtx=1')
  expect(callee.remoteTracks.size).toBe(2)
  expect(caller.state).toBe('connected')
})
