import { localMedia, type TrackChange } from '../../src/index.ts'
import type { Random } from '../model/random.ts'

import { attempt, attemptLater, refuse } from './attempt.ts'
import { pick, wrongOption, wrongValue } from './bad-values.ts'
import type { CallModel, End } from './end.ts'
import { FakeStream, type FakeTrack } from './fake-media.ts'
import type { World } from './world.ts'
import { pickCall, wrongMuted, kindOf, type Command } from './turn.ts'

export const mediaCommands = {
  capture: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (wrong) {
      const value = pick<unknown>(random, [null, 42, 'audio', new FakeStream(), []])
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
    if (wrong) return refuse(end, 'stop(wrong)', () => media.stop(wrongOption(random) as never))
    attempt(end, 'stop', () => media.stop(pick(random, ['audio', 'video', undefined])))
  },

  muteMedia: ({ end, random, wrong }) => muteMedia(end, random, wrong),

  sendTo: ({ end, random, wrong }) => {
    const { media } = withMedia(end)
    if (wrong) return refuse(end, 'sendTo(wrong)', () => media.sendTo(wrongValue(random) as never))
    if (random.percent(70)) return
    const model = pickCall(end, random)
    if (model === undefined || !model.slots.some(({ stream }) => stream === (media.stream as unknown))) return
    follow(end, model)
  },
} satisfies Record<string, Command>

function withMedia(end: End): { readonly media: NonNullable<End['media']> } {
  if (end.media !== null) return { media: end.media }
  const media = localMedia()
  end.media = media
  media.on('track', (change) => {
    for (const model of end.outputs) followChange(end, model, change)
  })
  return { media }
}

/** What a call that follows the local media sends after a change of it. */
function followChange(end: End, model: CallModel, { kind, track, previous, reason }: TrackChange): void {
  if (!model.running || model.awaitsAnswer) return
  const stream = end.media?.stream as unknown as FakeStream
  const slot = model.slots.find((one) => one.track !== null && one.track === (previous as unknown))
  if (track === null) {
    if (slot === undefined) return
    if (!model.held && reason !== 'lost') return model.remove(slot)
    model.paused.set(kind, slot)
    model.replace(slot, null)
    if (!model.held) model.remove(slot)
    return
  }
  const paused = previous === null ? model.paused.get(kind) : undefined
  model.paused.delete(kind)
  const free = slot ?? (paused !== undefined && !paused.removed && paused.track === null ? paused : undefined)
  if (free === undefined) model.add(track as unknown as FakeTrack, stream)
  else model.replace(free, track as unknown as FakeTrack)
}

/** Makes a call follow the local media, as one is that was made or accepted with its stream. */
export function follow(end: End, model: CallModel): void {
  const { media } = withMedia(end)
  if (end.outputs.has(model)) return
  const outcome = attempt(end, 'sendTo', () => media.sendTo(model.call))
  if (outcome.ok) end.outputs.add(model)
}

export function chooseStream(end: End, random: Random): FakeStream | undefined {
  if (end.media !== null && random.percent(50)) return end.media.stream as unknown as FakeStream
  return random.percent(75) ? end.newStream() : undefined
}

function muteMedia(end: End, random: Random, wrong: boolean): void {
  const { media } = withMedia(end)
  if (wrong) return refuse(end, 'media.setMuted(wrong)', () => media.setMuted(wrongMuted(random) as never))
  const kind = kindOf(random)
  const muted = random.percent(60)
  const outcome = attempt(end, 'media.setMuted', () => media.setMuted({ [kind]: muted }))
  if (outcome.ok) end.mediaMuted[kind] = muted
}

function abortedSoon(world: World, random: Random): AbortSignal {
  const controller = new AbortController()
  world.time.after(random.below(500), () => controller.abort())
  return controller.signal
}
