import type { Random } from '../model/random.ts'
import type { Kind } from '../model/model-description.ts'

import { pick } from './bad-values.ts'
import type { CallModel, End, Slot } from './end.ts'
import type { World } from './world.ts'

/** What a command is given. */
export interface Turn {
  readonly world: World
  readonly end: End
  readonly random: Random
  /** An argument is to be wrong. */
  readonly wrong: boolean
}

export type Command = (turn: Turn) => void

export function pickCall(end: End, random: Random): CallModel | undefined {
  const { running } = end
  if (running.length > 0 && random.percent(95)) return pick(random, running)
  const all = [...end.models.values()]
  return all.length === 0 ? undefined : pick(random, all)
}

export function pickSlot(model: CallModel, random: Random): Slot | undefined {
  return model.slots.length === 0 ? undefined : pick(random, model.slots)
}

export function other(world: World, end: End, random: Random): End {
  return pick(
    random,
    world.ends.filter((one) => one !== end),
  )
}

export function mutedOf(random: Random): { audio?: boolean; video?: boolean } {
  const on = random.percent(60)
  return pick(random, [{ audio: on }, { video: on }, { audio: on, video: random.percent(50) }])
}

export function wrongMuted(random: Random): unknown {
  return pick<unknown>(random, [
    undefined,
    null,
    42,
    'audio',
    true,
    Symbol('audio'),
    ['audio'],
    () => undefined,
    new Date(0),
    { audio: 1 },
    { audio: 'yes' },
    { video: null },
  ])
}

export function kindOf(random: Random): Kind {
  return random.percent(50) ? 'audio' : 'video'
}
