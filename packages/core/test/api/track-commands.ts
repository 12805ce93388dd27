import type { Random } from '../model/random.ts'

import { attempt, attemptLater, refuse } from './attempt.ts'
import { pick, wrongOption, wrongValue } from './bad-values.ts'
import type { CallModel, End, Slot } from './end.ts'
import { FakeStream, type FakeTrack } from './fake-media.ts'
import { pickCall, pickSlot, kindOf, type Command } from './turn.ts'

export const trackCommands = {
  addTrack: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const { call } = model
    if (wrong) {
      const what = random.below(5)
      if (what === 0) return refuse(end, 'addTrack(wrong)', () => call.addTrack(wrongValue(random) as never))
      const given = end.newStream()
      if (what === 1) return refuse(end, 'addTrack(stream)', () => call.addTrack(given as never))
      const track = end.newTrack(kindOf(random))
      if (what === 2) track.stop()
      if (what === 2) return refuse(end, 'addTrack(ended)', () => call.addTrack(track as never))
      const stream = wrongOption(random)
      if (what === 3) return refuse(end, 'addTrack(track, wrong)', () => call.addTrack(track as never, stream as never))
      const sent = pickSlot(model, random)?.track
      if (sent) refuse(end, 'addTrack(sent already)', () => call.addTrack(sent as never))
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
    const foreign = wrongSender(end, model, random)
    if (wrong) return refuse(end, 'removeTrack(wrong)', () => call.removeTrack(foreign as never))
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
    if (running) model.replace(slot, track)
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
    if (wrong) return refuse(end, 'senderOf(wrong)', () => call.senderOf(wrongValue(random) as never))
    const slot = pickSlot(model, random)
    if (slot?.track) attempt(end, 'senderOf', () => call.senderOf(slot.track as never))
  },

  configureTrack: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    const track = model && pickSlot(model, random)?.track
    if (model === undefined || !track) return
    const { call } = model
    if (wrong) {
      const options = pick<unknown>(random, [
        undefined,
        null,
        42,
        'screen',
        [],
        { label: 42 },
        { label: 'x'.repeat(65) },
        { label: {} },
        { maxBitrate: -1 },
        { encodings: [{}, {}] },
        { audio: { dtx: 'yes' } },
        { unheard: 1 },
      ])
      if (random.percent(60))
        return refuse(end, 'configure(track, wrong)', () => call.configure(track as never, options as never))
      const unknown = random.percent(50) ? end.newTrack('audio') : wrongValue(random)
      return refuse(end, 'configure(wrong)', () => call.configure(unknown as never, { label: 'screen' }))
    }
    const label = pick(random, ['screen', 'camera', '', null, undefined])
    const limits = track.kind === 'audio' ? { audio: { dtx: random.percent(50) } } : { maxBitrate: pick(random, [100_000, null]) }
    const outcome = attempt(
      end,
      'configure',
      () => call.configure(track as never, { ...limits, ...(label !== undefined && { label }) }),
      { wrong: !model.running || model.awaitsAnswer },
    )
    if (outcome.ok && label !== undefined) model.labels.set(track, label)
  },

  jitterBuffer: ({ end, random, wrong }) => {
    const model = pickCall(end, random)
    if (model === undefined) return
    const audio = wrong ? pick(random, [-1, 5_000, NaN, 'x', []]) : pick(random, [0, 200, null])
    attempt(end, 'setJitterBufferTarget', () => model.call.setJitterBufferTarget({ audio: audio as never }), { wrong })
  },
} satisfies Record<string, Command>

/** A new one, or one that was used before. */
function chooseTrack(end: End, model: CallModel, random: Random): FakeTrack {
  const fresh = end.newTrack(kindOf(random))
  if (random.percent(80)) return fresh
  return pick(random, [fresh, ...end.tracks.filter((track) => track.readyState === 'live' && !model.sends(track))])
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
