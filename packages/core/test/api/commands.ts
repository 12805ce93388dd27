import { joinRoom, limitSending, localMedia, mesh, type CallMedia, type DataChannel } from '../../src/index.ts'
import { seededRandom, type Random } from '../model/random.ts'
import type { Kind } from '../model/model-description.ts'

import { attempt, attemptLater } from './attempt.ts'
import {
  cyclic,
  pick,
  wrongCallOptions,
  wrongConfiguration,
  wrongId,
  wrongMedia,
  wrongMetadata,
  wrongOption,
  wrongValue,
} from './bad-values.ts'
import { followChannel, type CallModel, type End, type Slot } from './end.ts'
import { FakeStream, FakeTrack } from './fake-media.ts'
import { ListenerMistake, type World } from './world.ts'

/** Something that a page or the world around it does. All of its choices follow from its seed, so that steps before it can be left out. */
export interface Step {
  readonly who: number
  readonly command: CommandName
  readonly seed: number
}

export type CommandName = keyof typeof commands

interface Turn {
  readonly world: World
  readonly end: End
  readonly random: Random
  /** An argument is to be wrong. */
  readonly wrong: boolean
}

type Command = (turn: Turn) => void

export async function perform(world: World, { who, command, seed }: Step, wrongPercent: number): Promise<void> {
  const random = seededRandom(seed)
  const end = world.ends[who % world.ends.length]
  if (end === undefined) return
  end.refresh()
  commands[command]({ world, end, random, wrong: random.percent(wrongPercent) })
  end.refresh()
  await rest(world, random)
}

/** Nothing, a moment, or a while passes before the next step. */
async function rest(world: World, random: Random): Promise<void> {
  const kind = random.below(10)
  if (kind < 3) return
  if (kind < 5) return world.time.settle()
  if (kind < 7) return world.time.pass(random.below(20))
  if (kind < 9) return world.time.pass(random.below(400))
  return world.time.pass(random.below(8_000))
}

export const commands = {
  join: ({ world, end, random, wrong }) => {
    if (wrong) return joinWrongly({ world, end, random, wrong })
    if (end.joining || (end.room !== null && end.room.state !== 'closed')) return
    join(world, end, random)
  },

  call: ({ world, end, random, wrong }) => {
    if (end.room === null) return
    const { room } = end
    if (wrong) {
      if (random.percent(40))
        return void attempt(end, 'call(wrong id)', () => room.call(wrongId(random) as never), { wrong: true })
      if (random.percent(20)) return void attempt(end, 'call(itself)', () => room.call(end.name), { wrong: true })
      const media = random.percent(70)
        ? wrongMedia(random)
        : random.percent(70)
          ? wrongCallOptions(random)
          : { metadata: wrongMetadata(random) }
      return void attempt(end, 'call(peer, wrong media)', () => room.call(other(world, end, random).name, media as never), {
        wrong: true,
      })
    }
    if (random.percent(5))
      return trackCall(
        end,
        attempt(end, 'call(absent)', () => room.call('nobody')),
        undefined,
      )
    const media = callMedia(end, random)
    const outcome = attempt(end, 'call', () => room.call(other(world, end, random).name, media as CallMedia))
    trackCall(end, outcome, media.stream)
  },

  accept: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) return void attempt(end, 'accept(wrong)', () => call.accept(wrongMedia(random) as never), { wrong: true })
    if (call.direction === 'outgoing') return void attempt(end, 'accept(outgoing)', () => call.accept(), { wrong: true })
    accept(end, model, random)
  },

  decline: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) return void attempt(end, 'decline(wrong)', () => call.decline(wrongOption(random) as never), { wrong: true })
    attempt(end, 'decline', () => call.decline(pick(random, ['declined', 'busy', undefined])), {
      wrong: call.direction === 'outgoing',
    })
  },

  hangUp: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) attempt(end, 'hangUp', () => model.call.hangUp())
  },

  addTrack: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) {
      const what = random.below(5)
      if (what === 0)
        return void attempt(end, 'addTrack(wrong)', () => call.addTrack(wrongValue(random) as never), { wrong: true })
      if (what === 1) return void attempt(end, 'addTrack(stream)', () => call.addTrack(end.newStream() as never), { wrong: true })
      const track = end.newTrack(kindOf(random))
      if (what === 2) track.stop()
      if (what === 2) return void attempt(end, 'addTrack(ended)', () => call.addTrack(track as never), { wrong: true })
      const stream = wrongOption(random)
      if (what === 3)
        return void attempt(end, 'addTrack(track, wrong)', () => call.addTrack(track as never, stream as never), { wrong: true })
      const sent = pickSlot(model, random)?.track
      if (sent) attempt(end, 'addTrack(sent already)', () => call.addTrack(sent as never), { wrong: true })
      return
    }
    const track = chooseTrack(end, model, random)
    const stream = random.percent(70) ? pick(random, [new FakeStream(), ...end.streams]) : null
    const outcome = attempt(
      end,
      'addTrack',
      () => call.addTrack(track as never, ...((stream === null ? [] : [stream]) as never[])),
      {
        wrong: !model.running || model.awaitsAnswer,
      },
    )
    if (outcome.ok) model.slotsBySender.set(outcome.value, model.add(track, stream))
  },

  removeTrack: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong)
      return void attempt(end, 'removeTrack(wrong)', () => call.removeTrack(wrongSender(end, model, random) as never), {
        wrong: true,
      })
    const [sender, slot] = pickSender(model, random)
    if (slot === undefined) return
    const outcome = attempt(end, 'removeTrack', () => call.removeTrack(sender as never))
    if (outcome.ok && model.running) model.remove(slot)
  },

  replaceTrack: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    const [sender, slot] = pickSender(model, random)
    if (wrong) return replaceWrongly(end, model, random, sender, slot)
    if (slot === undefined) return
    const kind = (slot.track ?? lastTrackOf(slot))?.kind
    const track = kind === undefined || random.percent(20) ? null : end.newTrack(kind)
    const before = slot.track
    if (before !== null) lastTracks.set(slot, before)
    const running = model.running && !slot.removed
    if (running) slot.track = track
    attemptLater(
      end,
      'replaceTrack',
      () => call.replaceTrack(sender as never, track as never),
      { also: ['InvalidStateError'] },
      ({ ok }) => {
        if (!ok && slot.track === track) slot.track = before
      },
    )
  },

  senderOf: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) return void attempt(end, 'senderOf(wrong)', () => call.senderOf(wrongValue(random) as never), { wrong: true })
    const slot = pickSlot(model, random)
    if (slot?.track) attempt(end, 'senderOf', () => call.senderOf(slot.track as never))
  },

  setMuted: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) {
      const value = random.percent(60) ? wrongMuted(random) : wrongValue(random)
      return void attempt(end, 'setMuted(wrong)', () => call.setMuted(value as never), { wrong: true })
    }
    const muted = mutedOf(random)
    const outcome = attempt(end, 'setMuted', () => call.setMuted(muted))
    if (outcome.ok && model.running) Object.assign(model.muted, muted)
  },

  hold: ({ end, random }) => setHeld(end, random, true),
  resume: ({ end, random }) => setHeld(end, random, false),

  preferCodecs: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    const value = pick<unknown>(random, [
      ['H264'],
      { video: 'H264' },
      { video: [42] },
      'H264',
      null,
      undefined,
      42,
      { audio: [null] },
    ])
    if (wrong) return void attempt(end, 'preferCodecs(wrong)', () => call.preferCodecs(value as never), { wrong: true })
    attempt(end, 'preferCodecs', () => call.preferCodecs({ video: ['video/H264'] }))
  },

  restartIce: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) attempt(end, 'restartIce', () => model.call.restartIce())
  },

  openChannel: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) {
      const label = pick<unknown>(random, [undefined, null, 42, {}, Symbol('label'), 'x'.repeat(70_000)])
      if (random.percent(50))
        return void attempt(end, 'openDataChannel(wrong)', () => call.openDataChannel(label as never), { wrong: true })
      const options = pick<unknown>(random, [
        'reliable',
        42,
        null,
        { maxRetransmits: 1, maxPacketLifeTime: 1 },
        { maxRetransmits: -1 },
      ])
      return void attempt(end, 'openDataChannel(label, wrong)', () => call.openDataChannel('wrong', options as never), {
        wrong: true,
      })
    }
    if (model.channels.length >= 3) return
    const reliable = random.percent(75)
    const label = `${end.name}${model.channels.length}-${call.id}`
    const options = reliable ? undefined : { maxRetransmits: 0, ordered: false }
    const outcome = attempt(end, 'openDataChannel', () => call.openDataChannel(label, options))
    if (outcome.ok) followChannel(model, outcome.value, true, reliable)
  },

  send: ({ end, random, wrong }) => {
    const chosen = pickChannel(end, random)
    if (chosen === undefined) return
    const { channel } = chosen
    if (wrong) {
      const value = pick<unknown>(random, [undefined, null, 42, true, {}, { a: 1 }, ['a'], Symbol('text'), 10n, cyclic()])
      return attemptLater(end, 'send(wrong)', () => channel.send(value as never), { wrong: true })
    }
    const data = message(random, chosen.sent.length)
    chosen.sent.push(data)
    attemptLater(
      end,
      'send',
      () => channel.send(data),
      { also: ['InvalidStateError'] },
      ({ ok }) => {
        if (!ok) chosen.sent.splice(chosen.sent.indexOf(data), 1)
      },
    )
  },

  closeChannel: ({ end, random }) => {
    const chosen = random.percent(40) ? pickChannel(end, random) : undefined
    if (chosen === undefined) return
    attempt(end, 'close a channel', () => chosen.channel.close())
    chosen.closed = true
  },

  listen: ({ end, random, wrong }) => listen(end, random, wrong),

  leave: ({ end, random }) => {
    if (end.room === null || random.percent(70)) return
    const { room } = end
    attemptLater(end, 'leave', () => room.leave())
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
    if (wrong && random.percent(50))
      return void attempt(end, 'mesh(wrong)', () => mesh(wrongValue(random) as never), { wrong: true })
    if (room === null) return
    if (wrong) return void attempt(end, 'mesh(room, wrong)', () => mesh(room, options as never), { wrong: true })
    if (end.mesh !== null || room.state === 'closed' || random.percent(60)) return
    const stream = random.percent(70) ? end.newStream() : undefined
    const limits = random.percent(30) ? { uploadBitrate: 1_000_000 } : {}
    const outcome = attempt(end, 'mesh', () => mesh(room, { ...(stream && { stream: stream as never }), ...limits }))
    if (!outcome.ok) return
    end.mesh = outcome.value
    // What a mesh takes and makes is given this stream: before anything else hears of the call.
    outcome.value.on('call', (call) => end.modelOf(call).send(stream))
  },

  closeMesh: ({ end, random }) => {
    if (end.mesh === null || random.percent(50)) return
    const { mesh: closed } = end
    end.mesh = null
    attempt(end, 'close a mesh', () => closed.close())
  },

  capture: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (wrong) {
      const value = pick<unknown>(random, [null, 42, 'audio', {}, { audio: false, video: false }, new FakeStream(), []])
      return attemptLater(end, 'capture(wrong)', () => media.capture(value as never), { wrong: true })
    }
    const wanted = pick(random, [undefined, { audio: true }, { video: true }, { audio: true, video: true }])
    const signal = random.percent(15) ? abortedSoon(end.world, random) : undefined
    attemptLater(end, 'capture', () => media.capture(wanted, { signal }), { also: ['AbortError'] })
  },

  use: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (wrong) {
      const [kind, id] = pick<readonly [unknown, unknown]>(random, [
        [undefined, 'mic-1'],
        ['screen', 'mic-1'],
        ['audio', undefined],
        ['audio', 42],
        ['video', null],
        ['video', {}],
        [null, null],
      ])
      return attemptLater(end, 'use(wrong)', () => media.use(kind as never, id as never), { wrong: true })
    }
    const kind = kindOf(random)
    const id = pick(random, kind === 'audio' ? ['mic-1', 'mic-2', 'gone'] : ['cam-1', 'cam-2', 'gone'])
    attemptLater(end, 'use', () => media.use(kind, id), { also: ['AbortError'] })
  },

  stopMedia: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (wrong) return void attempt(end, 'stop(wrong)', () => media.stop(wrongOption(random) as never), { wrong: true })
    attempt(end, 'stop', () => media.stop(pick(random, ['audio', 'video', undefined])))
  },

  muteMedia: ({ end, random, wrong }) => muteMedia(end, random, wrong),

  sendTo: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (!wrong) return
    attempt(end, 'sendTo(wrong)', () => media.sendTo(wrongValue(random) as never), { wrong: true })
  },

  limit: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const [sender] = pickSender(model, random)
    if (wrong)
      return attemptLater(end, 'limitSending(wrong)', () => limitSending(wrongValue(random) as never, {}), { wrong: true })
    if (sender === undefined) return
    attemptLater(end, 'limitSending', () => limitSending(sender as never, { maxBitrate: 100_000 }), {
      also: ['InvalidStateError', 'InvalidModificationError'],
    })
  },

  // --- what the page does by itself, and the world around it ---

  writeEnabled: ({ end, random }) => {
    if (end.tracks.length === 0) return
    const track = pick(random, end.tracks)
    track.enabled = random.percent(50)
    end.allowed.set(track, track.enabled)
  },

  endTrack: ({ end, random }) => {
    if (end.tracks.length === 0 || random.percent(40)) return
    const track = pick(random, end.tracks)
    if (random.percent(50)) track.stop()
    else track.endByItself()
  },

  loseDevice: ({ world, random }) => {
    const open = world.devices.opened.filter(({ readyState }) => readyState === 'live')
    if (open.length > 0) pick(random, open).endByItself()
  },

  refuseDevice: ({ world, random }) => {
    const names = [
      'NotAllowedError',
      'NotFoundError',
      'NotReadableError',
      'OverconstrainedError',
      'SecurityError',
      'AbortError',
      'OddError',
    ]
    world.devices.nextError = pick(random, names)
    world.devices.answerAfterMs = random.below(3_000)
  },

  interrupt: ({ world }) => world.transport.interrupt(),
  restore: ({ world }) => world.transport.restore(),
  breakNetwork: ({ world }) => world.network.break(),
  mendNetwork: ({ world }) => world.network.mend(),

  killPath: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) end.world.network.kill(model.connection)
  },

  refuseDescriptions: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) model.connection.refusals = 1 + random.below(4)
  },

  changeNetwork: ({ world }) => void world.window.dispatchEvent(new Event('online')),

  wait: () => undefined,
} satisfies Record<string, Command>

// --- rooms ---

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
      const hear = () => outcome.value.on('incoming-call', (call) => void end.modelOf(call))
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
    () => ({ ...good, rtcConfiguration: () => wrongConfiguration(random) }),
  ])()
  attemptLater(end, 'joinRoom(wrong)', () => joinRoom(options as never), { wrong: true })
}

function callMedia(end: End, random: Random): { readonly stream?: never } {
  const stream = random.percent(70) ? end.newStream() : undefined
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
  ])
  return { ...options, ...(stream && { stream: stream as never }) }
}

function trackCall(end: End, outcome: ReturnType<typeof attempt<unknown>>, stream: FakeStream | undefined): void {
  if (!outcome.ok) return
  end.modelOf(outcome.value as never).send(stream)
}

export function accept(end: End, model: CallModel, random: Random): void {
  const { call } = model
  const stream = random.percent(75) ? end.newStream() : undefined
  const rings = call.state === 'ringing'
  const outcome = attempt(end, 'accept', () => call.accept(stream && { stream: stream as never }))
  if (outcome.ok && rings) model.send(stream)
}

// --- calls ---

function pickCall(end: End, random: Random): CallModel | undefined {
  const { running } = end
  if (running.length > 0 && random.percent(95)) return pick(random, running)
  const all = [...end.models.values()]
  return all.length === 0 ? undefined : pick(random, all)
}

export function other(world: World, end: End, random: Random): End {
  return pick(
    random,
    world.ends.filter((one) => one !== end),
  )
}

/** A new one, or one that was used before. */
function chooseTrack(end: End, model: CallModel, random: Random): FakeTrack {
  const fresh = end.newTrack(kindOf(random))
  if (random.percent(80)) return fresh
  return pick(random, [fresh, ...end.tracks.filter((track) => track.readyState === 'live' && !model.sends(track))])
}

function pickSlot(model: CallModel, random: Random): Slot | undefined {
  return model.slots.length === 0 ? undefined : pick(random, model.slots)
}

/** A sender that a page may hold: of `addTrack`, of `senderOf`, of a connection that is over. */
function pickSender(model: CallModel, random: Random): readonly [unknown, Slot | undefined] {
  const slot = pickSlot(model, random)
  const present = slot?.track ? model.call.senderOf(slot.track as never) : undefined
  if (slot !== undefined && present !== undefined) model.slotsBySender.set(present, slot)
  const handles = [...model.slotsBySender].filter(([, held]) => !held.removed)
  return handles.length === 0 ? [undefined, undefined] : pick(random, handles)
}

function wrongSender(end: End, model: CallModel, random: Random): unknown {
  const foreign = end.world.ends.flatMap((one) => [...one.models.values()]).filter((one) => one !== model)
  const senders = foreign.flatMap(({ slotsBySender, call }) => [...slotsBySender.keys(), ...call.peerConnection.getSenders()])
  if (senders.length > 0 && random.percent(50)) return pick(random, senders)
  return random.percent(20) ? end.newTrack('audio') : wrongValue(random)
}

function replaceWrongly(end: End, model: CallModel, random: Random, sender: unknown, slot: Slot | undefined): void {
  const { call } = model
  const replace = (name: string, wrongSent: unknown, track: unknown) =>
    attemptLater(end, `replaceTrack(${name})`, () => call.replaceTrack(wrongSent as never, track as never), { wrong: true })
  const what = random.below(5)
  if (what === 0 || slot === undefined) return replace('wrong sender', wrongSender(end, model, random), end.newTrack('audio'))
  if (what === 1) return replace('sender, wrong', sender, withoutNull(random))
  const kind = (slot.track ?? lastTrackOf(slot))?.kind ?? 'audio'
  if (what === 2) return replace('sender, other kind', sender, end.newTrack(kind === 'audio' ? 'video' : 'audio'))
  const ended = end.newTrack(kind)
  ended.stop()
  if (what === 3) return replace('sender, ended', sender, ended)
  const sent = model.slots.find((one) => one !== slot && one.track?.kind === kind)?.track
  if (sent) replace('sender, sent already', sender, sent)
}

function withoutNull(random: Random): unknown {
  for (;;) {
    const value = wrongValue(random)
    if (value !== null) return value
  }
}

/** A slot without a track is still of its kind. */
const lastTracks = new WeakMap<Slot, FakeTrack>()
function lastTrackOf(slot: Slot): FakeTrack | undefined {
  return lastTracks.get(slot)
}

function setHeld(end: End, random: Random, held: boolean): void {
  const model = pickCall(end, random)
  if (model === undefined) return
  const { call } = model
  const outcome = attempt(end, held ? 'hold' : 'resume', () => (held ? call.hold() : call.resume()))
  if (outcome.ok && model.running) model.held = held
}

function mutedOf(random: Random): { audio?: boolean; video?: boolean } {
  const on = random.percent(60)
  return pick(random, [{ audio: on }, { video: on }, { audio: on, video: random.percent(50) }])
}

function wrongMuted(random: Random): unknown {
  return pick<unknown>(random, ['audio', true, { audio: 1 }, { audio: 'yes' }, { video: null }, ['audio']])
}

function kindOf(random: Random): Kind {
  return random.percent(50) ? 'audio' : 'video'
}

// --- data channels ---

function pickChannel(end: End, random: Random): CallModel['channels'][number] | undefined {
  const channels = end.running.flatMap(({ channels: each }) => each)
  return channels.length === 0 ? undefined : pick(random, channels)
}

function message(random: Random, number: number): string | ArrayBuffer {
  if (random.percent(60)) return `message ${number}`
  const length = pick(random, [1, 1_000, 100_000, 300_000])
  return new Uint8Array(length).fill(number).buffer
}

export type Channel = DataChannel

// --- listeners ---

function listen(end: End, random: Random, wrong: boolean): void {
  const model = pickCall(end, random)
  const sources = [end.room, model?.call, end.media, end.mesh].filter((source) => source !== null && source !== undefined)
  if (sources.length === 0) return
  const source = pick(random, sources) as { on(type: unknown, listener: unknown): () => void }
  if (wrong) {
    const [type, listener] = pick<readonly [unknown, unknown]>(random, [
      ['sate', () => undefined],
      ['', () => undefined],
      [undefined, () => undefined],
      [null, () => undefined],
      [42, () => undefined],
      ['toString', () => undefined],
      ['__proto__', () => undefined],
      [Symbol('state'), () => undefined],
      ...(source === end.mesh || source === end.media
        ? []
        : ([
            ['state', null],
            ['state', undefined],
            ['state', {}],
            ['state', 'log'],
          ] as const)),
    ])
    return void attempt(end, `on(${String(type)}, ${typeof listener})`, () => source.on(type, listener), { wrong: true })
  }
  if (source === end.mesh || source === end.media) return
  // Listeners that throw, that stop themselves, and that use the API at once.
  const stop = source.on('state', () => {
    if (random.percent(30)) throw new ListenerMistake('A listener threw.')
    if (random.percent(30)) stop()
  })
}

// --- local media ---

function withMedia(end: End): { readonly media: NonNullable<End['media']> } {
  const media = (end.media ??= localMedia())
  return { media }
}

function muteMedia(end: End, random: Random, wrong: boolean): void {
  const { media } = withMedia(end)
  if (wrong)
    return void attempt(end, 'media.setMuted(wrong)', () => media.setMuted(wrongMuted(random) as never, undefined as never), {
      wrong: true,
    })
  const kind = kindOf(random)
  const muted = random.percent(60)
  const outcome = attempt(end, 'media.setMuted', () => media.setMuted(kind, muted))
  if (outcome.ok) end.mediaMuted[kind] = muted
}

function abortedSoon(world: World, random: Random): AbortSignal {
  const controller = new AbortController()
  world.time.after(random.below(500), () => controller.abort())
  return controller.signal
}
