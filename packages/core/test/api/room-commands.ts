import { joinRoom, mesh, type PresenceChange } from '../../src/index.ts'
import type { Random } from '../model/random.ts'

import { attempt, attemptLater, refuse } from './attempt.ts'
import {
  pick,
  wrongAnswer,
  wrongCallOptions,
  wrongConfiguration,
  wrongData,
  wrongId,
  wrongMedia,
  wrongValue,
} from './bad-values.ts'
import type { CallModel, End } from './end.ts'
import { FakeStream, FakeTrack } from './fake-media.ts'
import type { World } from './world.ts'
import { mutedOf, wrongMuted, other, type Turn, type Command } from './turn.ts'
import { chooseStream } from './media-commands.ts'
import { accept, give } from './call-commands.ts'

export const roomCommands = {
  join: ({ world, end, random, wrong }) => {
    if (wrong) return joinWrongly({ world, end, random, wrong })
    if (end.joining || (end.room !== null && end.room.state !== 'closed')) return
    join(world, end, random)
  },

  leave: ({ end, random }) => {
    if (end.room === null || random.percent(70)) return
    const { room } = end
    attemptLater(end, 'leave', () => room.leave())
  },

  call: ({ world, end, random, wrong }) => {
    if (end.room === null) return
    const { room } = end
    if (wrong) {
      if (random.percent(40)) return refuse(end, 'call(wrong id)', () => room.call(wrongId(random) as never))
      if (random.percent(20)) return refuse(end, 'call(itself)', () => room.call(end.name))
      const media = random.percent(70)
        ? wrongMedia(random)
        : random.percent(70)
          ? wrongCallOptions(random)
          : { metadata: wrongData(random) }
      return refuse(end, 'call(peer, wrong media)', () => room.call(other(world, end, random).name, media as never))
    }
    if (random.percent(5)) return give(end, undefined, undefined, 'call(absent)', () => room.call('nobody'))
    const callee = other(world, end, random)
    const { stream, ...options } = callMedia(end, random)
    give(end, end.callWith(callee), stream, 'call', () =>
      room.call(callee.name, { ...options, ...(stream && { stream: stream as never }) }),
    )
  },

  setPresence: ({ end, random, wrong }) => {
    const { room } = end
    if (room === null) return
    if (wrong) {
      const name = pick<unknown>(random, [null, 42, '', {}, 'x'.repeat(1_000)])
      const change = pick<unknown>(random, [undefined, null, 'name', 42, { name }, { name }, { data: wrongData(random) }])
      return refuse(end, 'setPresence(wrong)', () => room.setPresence(change as never))
    }
    const change = pick<PresenceChange>(random, [
      { name: `${end.name} ${random.below(100)}` },
      { data: { hand: random.below(100) } },
      { data: null },
      {},
    ])
    attempt(end, 'setPresence', () => room.setPresence(change))
  },

  muteRoom: ({ end, random, wrong }) => {
    const { room } = end
    if (room === null) return
    const target = end.mesh !== null && random.percent(50) ? end.mesh : room
    if (wrong) {
      const value = wrongMuted(random)
      return refuse(end, 'room.setMuted(wrong)', () => target.setMuted(value as never))
    }
    const muted = mutedOf(random)
    const outcome = attempt(end, 'room.setMuted', () => target.setMuted(muted))
    if (outcome.ok) Object.assign(end.roomMuted, muted)
  },

  mesh: ({ end, random, wrong }) => {
    const { room } = end
    const options = pick<unknown>(random, [
      null,
      42,
      'audio',
      new FakeStream(),
      new FakeTrack('audio'),
      { stream: new FakeTrack('audio') },
      { stream: 'x' },
      { maxPeers: 'many' },
      { maxPeers: NaN },
      { maxPeers: -1 },
      { uploadBitrate: 'much' },
      { uploadBitrate: NaN },
      { uploadBitrate: -5 },
    ])
    if (wrong && random.percent(50)) return refuse(end, 'mesh(wrong)', () => mesh(wrongValue(random) as never))
    if (room === null) return
    if (wrong) return refuse(end, 'mesh(room, wrong)', () => mesh(room, options as never))
    if (end.mesh !== null || room.state === 'closed' || random.percent(60)) return
    const stream = random.percent(70) ? end.newStream() : undefined
    const limits = random.percent(30) ? { uploadBitrate: 1_000_000 } : {}
    const outcome = attempt(end, 'mesh', () => mesh(room, { ...(stream && { stream: stream as never }), ...limits }))
    if (!outcome.ok) return
    end.mesh = outcome.value
    // What a mesh takes and makes is given this stream, unless the page was faster.
    outcome.value.on('call', (call) => {
      const model = end.modelOf(call)
      if (!model.given) model.send(stream)
    })
  },

  closeMesh: ({ end, random }) => {
    if (end.mesh === null || random.percent(50)) return
    const { mesh: closed } = end
    end.mesh = null
    attempt(end, 'close a mesh', () => closed.close())
  },
} satisfies Record<string, Command>

function join(world: World, end: End, random: Random): void {
  end.joining = true
  const listensLate = random.percent(30)
  const source = random.percent(30) ? () => world.configuration() : {}
  const options = {
    ...{ signaling: world.transport, room: 'room', peerId: end.name, name: end.name, statsIntervalMs: 20_000 },
    rtcConfiguration: source as never,
    warmUp: pick(random, ['on', 'on', 'off', 'relay-only'] as const),
  }
  attemptLater(
    end,
    'joinRoom',
    () => joinRoom(options),
    {},
    (outcome) => {
      end.joining = false
      if (!outcome.ok) return
      end.room = outcome.value
      end.rooms.push(outcome.value)
      end.mesh = null
      end.roomMuted = { audio: false, video: false }
      const hear = () => outcome.value.on('incoming-call', (call) => hearIncoming(end, end.modelOf(call), random))
      if (listensLate) world.time.after(50, hear)
      else hear()
    },
  )
}

function joinWrongly({ world, end, random }: Turn): void {
  const good = { signaling: world.transport, room: 'other', peerId: `${end.name}2` }
  const options = pick<() => unknown>(random, [
    () => undefined,
    () => null,
    () => ({}),
    () => 'room',
    () => ({ ...good, signaling: () => world.transport }),
    () => ({ ...good, signaling: null }),
    () => ({ ...good, room: wrongId(random) }),
    () => ({ ...good, peerId: pick(random, [null, 42, '', 'two words', 'x'.repeat(65), {}]) }),
    () => ({ ...good, name: pick(random, [null, 42, '', 'x'.repeat(1_000), {}]) }),
    () => ({ ...good, role: pick<unknown>(random, ['guest', null, 42]) }),
    () => ({ ...good, statsIntervalMs: pick<unknown>(random, [0, -1, NaN, 'often', null]) }),
    () => ({ ...good, warmUp: pick<unknown>(random, ['yes', true, null, 42]) }),
    () => ({ ...good, signal: pick<unknown>(random, ['now', 42, {}, null]) }),
    () => ({ ...good, rtcConfiguration: wrongConfiguration(random) }),
    () => ({ ...good, rtcConfiguration: () => wrongAnswer(random) }),
  ])()
  attemptLater(end, 'joinRoom(wrong)', () => joinRoom(options as never), { wrong: true })
}

/** What a listener does inside an event. */
function hearIncoming(end: End, model: CallModel, random: Random): void {
  if (random.percent(15)) accept(end, model, random)
}

function callMedia(end: End, random: Random): { readonly stream?: FakeStream } {
  const stream = chooseStream(end, random)
  const options = pick<object>(random, [
    {},
    {},
    {},
    { warmUp: 'on' },
    { warmUp: 'off' },
    { warmUp: 'relay-only' },
    { warmUpStrategy: 'pranswer' },
    { earlyMedia: true },
    { codecs: { video: ['video/H264'] } },
    { metadata: { subject: random.below(100), of: [end.name, null, true] } },
    { metadata: undefined },
  ])
  return { ...options, ...(stream && { stream }) }
}
