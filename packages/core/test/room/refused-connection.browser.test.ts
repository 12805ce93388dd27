import { joinRoom, memoryTransport, type Call, type ConfigurationSource, type Room } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { reaches } from './support.ts'

afterEach(() => vi.unstubAllGlobals())

const RealConnection = RTCPeerConnection

/** What the constructor throws, if anything, from the given connection on. */
function refuseFrom(count: number, error: () => Error, when: () => boolean = () => true): { readonly made: () => number } {
  let made = 0
  vi.stubGlobal(
    'RTCPeerConnection',
    class extends RealConnection {
      constructor(configuration?: RTCConfiguration) {
        if (when() && made + 1 >= count) throw error()
        super(configuration)
        made += 1
      }
    },
  )
  return { made: () => made }
}

const tooMany = () => new DOMException('Cannot create so many PeerConnections', 'UnknownError')

async function meet(rtcConfiguration: ConfigurationSource = {}): Promise<readonly [ada: Room, bob: Room]> {
  const signaling = memoryTransport()
  const ada = await joinRoom({ signaling, room: 'tea', peerId: 'ada' })
  const bob = await joinRoom({ signaling, room: 'tea', peerId: 'bob', rtcConfiguration })
  await vi.waitFor(() => expect(ada.peers.has('bob')).toBe(true))
  return [ada, bob]
}

test('a page asks its browser once, however often it joins', async () => {
  const { made } = refuseFrom(Infinity, tooMany)
  const rooms = [...(await meet()), ...(await meet())]
  expect(made()).toBeLessThanOrEqual(1)
  await Promise.all(rooms.map((room) => room.leave()))
})

test('a call that the browser makes no connection for is an EarshotError, and leaves nothing behind', async () => {
  const [ada, bob] = await meet()
  refuseFrom(1, tooMany)
  expect(() => ada.call('bob')).toThrow(expect.objectContaining({ code: 'unsupported' }))
  expect([...ada.calls]).toEqual([])
  vi.unstubAllGlobals()
  const ringing = new Promise<Call>((resolve) => bob.on('incoming-call', resolve))
  const call = ada.call('bob')
  ;(await ringing).accept()
  await reaches(call, 'connected')
  await Promise.all([ada.leave(), bob.leave()])
})

test('an invitation that the browser makes no connection for is declined with its reason', async () => {
  const [ada, bob] = await meet()
  refuseFrom(2, tooMany)
  const call = ada.call('bob')
  await vi.waitFor(() => expect(call.state).toBe('ended'))
  expect(call.ended).toEqual({ by: 'remote', reason: 'unsupported' })
  expect([...bob.calls]).toEqual([])
  await Promise.all([ada.leave(), bob.leave()])
})

test('a configuration that only the browser refuses declines an invitation, and does not call', async () => {
  const [ada, bob] = await meet({ iceServers: [{ urls: 'turn:a', username: 'a'.repeat(600), credential: 'secret' }] })
  expect(() => bob.call('ada')).toThrow(expect.objectContaining({ code: 'invalid-configuration' }))
  const call = ada.call('bob')
  await vi.waitFor(() => expect(call.ended).toEqual({ by: 'remote', reason: 'failed' }))
  await Promise.all([ada.leave(), bob.leave()])
})

test('a call whose connection cannot be made anew ends on both sides', async () => {
  const [ada, bob] = await meet()
  const ringing = new Promise<Call>((resolve) => bob.on('incoming-call', resolve))
  const call = ada.call('bob', { warmUp: 'off' })
  const answered = await ringing
  answered.accept()
  await Promise.all([reaches(call, 'connected'), reaches(answered, 'connected')])
  refuseFrom(1, tooMany)
  // What a browser does when it can go on no more.
  vi.spyOn(call.peerConnection, 'setLocalDescription').mockRejectedValue(new DOMException('refused', 'OperationError'))
  call.peerConnection.createDataChannel('another')
  call.peerConnection.addTransceiver('audio')
  await vi.waitFor(() => expect([call.ended?.reason, answered.ended?.reason]).toEqual(['failed', 'failed']), 20_000)
  await Promise.all([ada.leave(), bob.leave()])
})

test.each<[what: string, fresh: () => unknown, error: RegExp]>([
  ['an error', () => ({ error: 'unauthorized' }), /without iceServers/],
  ['nothing', () => Promise.reject(new TypeError('Failed to fetch')), /failed with TypeError/],
  [
    'what the browser refuses',
    () => ({ iceServers: [{ urls: 'turn:a', username: 'a'.repeat(600), credential: 'b' }] }),
    /browser refuses/,
  ],
])(
  'where the source answers %s at a restart, the last good configuration stays, the timeline tells, and the restart goes ahead (F13)',
  async (_what, fresh, error) => {
    const good: RTCConfiguration = { iceServers: [{ urls: 'turn:127.0.0.1:9', username: 'ada', credential: 'secret' }] }
    let answer: () => unknown = () => good
    const signaling = memoryTransport()
    const ada = await joinRoom({
      signaling,
      room: 'tea',
      peerId: 'ada',
      rtcConfiguration: async () => (await answer()) as RTCConfiguration,
    })
    const bob = await joinRoom({ signaling, room: 'tea', peerId: 'bob' })
    await vi.waitFor(() => expect(ada.peers.has('bob')).toBe(true))
    bob.on('incoming-call', (incoming) => incoming.accept())
    const call = ada.call('bob')
    await reaches(call, 'connected')
    answer = fresh
    const restart = vi.spyOn(call.peerConnection, 'restartIce')
    call.restartIce()
    await vi.waitFor(() => expect(restart).toHaveBeenCalled())
    const last = call.timeline.findLast(({ type }) => type === 'configuration')
    expect(last).toMatchObject({ error: expect.stringMatching(error) as unknown })
    expect(call.peerConnection.getConfiguration().iceServers?.[0]?.username).toBe('ada')
    await Promise.all([ada.leave(), bob.leave()])
  },
)
