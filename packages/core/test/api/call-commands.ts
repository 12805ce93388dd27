import type { Call } from '../../src/index.ts'
import type { Random } from '../model/random.ts'

import { attempt, attemptLater, refuse } from './attempt.ts'
import { cyclic, pick, wrongMedia, wrongOption } from './bad-values.ts'
import { followChannel, type CallModel, type End } from './end.ts'
import type { FakeStream } from './fake-media.ts'
import { pickCall, mutedOf, wrongMuted, type Command } from './turn.ts'
import { follow, chooseStream } from './media-commands.ts'

export const callCommands = {
  accept: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) return refuse(end, 'accept(wrong)', () => call.accept(wrongMedia(random) as never))
    if (call.direction === 'outgoing') return refuse(end, 'accept(outgoing)', () => call.accept())
    accept(end, model, random)
  },

  decline: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) return refuse(end, 'decline(wrong)', () => call.decline(wrongOption(random) as never))
    attempt(end, 'decline', () => call.decline(pick(random, ['declined', 'busy', undefined])), {
      wrong: call.direction === 'outgoing',
    })
  },

  hangUp: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) attempt(end, 'hangUp', () => model.call.hangUp())
  },

  setMuted: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) {
      const value = wrongMuted(random)
      return refuse(end, 'setMuted(wrong)', () => call.setMuted(value as never))
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
    if (wrong) return refuse(end, 'preferCodecs(wrong)', () => call.preferCodecs(value as never))
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
      if (random.percent(50)) return refuse(end, 'openDataChannel(wrong)', () => call.openDataChannel(label as never))
      const options = pick<unknown>(random, [
        'reliable',
        42,
        null,
        { maxRetransmits: 1, maxPacketLifeTime: 1 },
        { maxRetransmits: -1 },
      ])
      return refuse(end, 'openDataChannel(label, wrong)', () => call.openDataChannel('wrong', options as never))
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
} satisfies Record<string, Command>

/** Listeners hear of it before `accept` returns. */
export function accept(end: End, model: CallModel, random: Random): void {
  const whenEnded = random.percent(20) ? 'keep' : 'remove'
  if (model.awaitsAnswer) model.keepsEnded = whenEnded === 'keep'
  give(end, model, chooseStream(end, random), 'accept', (stream) => {
    model.call.accept({ ...(stream && { stream: stream as never }), whenEnded })
    return model.call
  })
}

/** Makes a call, or answers one, with something to send. */
export function give(
  end: End,
  ringing: CallModel | undefined,
  stream: FakeStream | undefined,
  what: string,
  call: (stream: FakeStream | undefined) => Call,
): void {
  const answered = ringing?.awaitsAnswer === true ? ringing : undefined
  const before = answered?.slots ?? []
  answered?.send(stream)
  const outcome = attempt(end, what, () => call(stream))
  if (!outcome.ok && answered !== undefined) answered.slots = before
  if (!outcome.ok) return
  const model = end.modelOf(outcome.value)
  if (model === ringing && answered === undefined) return // it was answered before
  if (model !== ringing) model.send(stream)
  if (stream !== undefined && stream === (end.media?.stream as unknown)) follow(end, model)
}

function setHeld(end: End, random: Random, held: boolean): void {
  const model = pickCall(end, random)
  if (model === undefined) return
  const { call } = model
  const outcome = attempt(end, held ? 'hold' : 'resume', () => (held ? call.hold() : call.resume()))
  if (outcome.ok && model.running) model.held = held
}

function pickChannel(end: End, random: Random): CallModel['channels'][number] | undefined {
  const channels = end.running.flatMap(({ channels: each }) => each)
  return channels.length === 0 ? undefined : pick(random, channels)
}

function message(random: Random, number: number): string | ArrayBuffer {
  if (random.percent(60)) return `message ${number}`
  const length = pick(random, [1, 1_000, 100_000, 300_000])
  return new Uint8Array(length).fill(number).buffer
}
