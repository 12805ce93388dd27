import { joinRoom, memoryTransport, type JoinOptions, type SignalingTransport } from '@earshot/core'
import { expect, test, vi } from 'vitest'

const signaling = memoryTransport()

test.each<[options: unknown, message: string]>([
  [undefined, "`options` must be an object such as { signaling, room: 'tea' }; got undefined."],
  [memoryTransport, "`options` must be an object such as { signaling, room: 'tea' }; got the function memoryTransport."],
  [{ room: 'tea' }, '`signaling` must be a transport; got undefined.'],
  [
    { room: 'tea', signaling: memoryTransport },
    '`signaling` must be a transport that was called, as in socketIo(); got the function memoryTransport.',
  ],
  [{ room: 'tea', signaling: { open: true } }, '`signaling.open` must be a function; got true.'],
  [{ signaling }, 'Room id must be 1–64 characters of A–Z, a–z, 0–9, _ or -; got undefined.'],
  [{ signaling, room: 'tea room' }, 'Room id must be 1–64 characters of A–Z, a–z, 0–9, _ or -; got "tea room".'],
  [{ signaling, room: 'tea', peerId: '' }, 'Peer id must be 1–64 characters of A–Z, a–z, 0–9, _ or -; got "".'],
  [{ signaling, room: 'tea', name: ' ' }, '`name` must be a string of 1–64 visible characters; got " ".'],
  [{ signaling, room: 'tea', role: 'admin' }, "`role` must be 'member' or 'observer'; got \"admin\"."],
  [{ signaling, room: 'tea', warmUp: true }, "`warmUp` must be 'on' or 'relay-only' or 'off'; got true."],
  [{ signaling, room: 'tea', statsIntervalMs: 0 }, '`statsIntervalMs` must be greater than 0; got 0.'],
  [{ signaling, room: 'tea', statsIntervalMs: '1000' }, '`statsIntervalMs` must be greater than 0; got "1000".'],
  [{ signaling, room: 'tea', signal: new AbortController() }, '`signal` must be an AbortSignal; got an AbortController.'],
])('joining with %j is a TypeError that says what was expected', async (options, message) => {
  await expect(joinRoom(options as JoinOptions)).rejects.toThrow(new TypeError(message))
})

test('joining with a configuration that no connection takes is an EarshotError, and the room never hears of it', async () => {
  const open = vi.fn<SignalingTransport['open']>()
  const rtcConfiguration = { iceServers: [{ urls: 'turn:turn.example' }] }
  await expect(joinRoom({ signaling: { open }, room: 'tea', rtcConfiguration })).rejects.toMatchObject({
    code: 'invalid-configuration',
    message: '`rtcConfiguration` cannot be used. iceServers[0] must have a username and a credential, since it is a TURN server.',
  })
  expect(open).not.toHaveBeenCalled()
})

test('joining can be given up while the configuration is waited for', async () => {
  const controller = new AbortController()
  const rtcConfiguration = () => new Promise<RTCConfiguration>(() => undefined)
  const joining = joinRoom({ signaling, room: 'tea', rtcConfiguration, signal: controller.signal })
  controller.abort('changed my mind')
  await expect(joining).rejects.toBe('changed my mind')
})

test('joining can be given up while a transport opens that knows of no signal, and what it opens is closed', async () => {
  const controller = new AbortController()
  const close = vi.fn<() => Promise<void>>(() => Promise.resolve())
  let opened: () => void = () => undefined
  const channel = { send: () => undefined, update: () => undefined, subscribe: () => () => undefined, close }
  const open = vi.fn<SignalingTransport['open']>(() => new Promise((resolve) => (opened = () => resolve(channel))))
  const joining = joinRoom({ signaling: { open }, room: 'tea', signal: controller.signal })
  await vi.waitFor(() => expect(open).toHaveBeenCalled())
  controller.abort('changed my mind')
  await expect(joining).rejects.toBe('changed my mind')
  opened()
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce())
})

test('a signal that was aborted already gives up at once, and the room never hears of it', async () => {
  const open = vi.fn<SignalingTransport['open']>()
  await expect(joinRoom({ signaling: { open }, room: 'tea', signal: AbortSignal.abort('late') })).rejects.toBe('late')
  expect(open).not.toHaveBeenCalled()
})

test('who has joined is not concerned by the signal any more', async () => {
  const controller = new AbortController()
  const room = await joinRoom({ signaling, room: 'tea', signal: controller.signal })
  controller.abort()
  expect(room.state).toBe('connected')
  await room.leave()
})
