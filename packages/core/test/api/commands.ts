import { seededRandom, type Random } from '../model/random.ts'

import { refuse } from './attempt.ts'
import { pick } from './bad-values.ts'
import type { End } from './end.ts'
import { ListenerMistake, type World } from './world.ts'
import { pickCall, type Command } from './turn.ts'
import { callCommands } from './call-commands.ts'
import { mediaCommands } from './media-commands.ts'
import { roomCommands } from './room-commands.ts'
import { trackCommands } from './track-commands.ts'
import { worldCommands } from './world-commands.ts'

/** Something that a page or the world around it does. All of its choices follow from its seed, so that steps before it can be left out. */
export interface Step {
  readonly who: number
  readonly command: CommandName
  readonly seed: number
}

export type CommandName = keyof typeof commands

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
  ...roomCommands,
  ...callCommands,
  ...trackCommands,
  ...mediaCommands,
  ...worldCommands,

  listen: ({ end, random, wrong }) => listen(end, random, wrong),
} satisfies Record<string, Command>

const inListeners = [
  'call',
  'accept',
  'hangUp',
  'addTrack',
  'removeTrack',
  'setMuted',
  'hold',
  'resume',
  'restartIce',
  'leave',
] as const

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
    return refuse(end, `on(${String(type)}, ${typeof listener})`, () => source.on(type, listener))
  }
  if (source === end.mesh || source === end.media) return
  // Listeners that throw, that stop themselves, and that use the API at once.
  const stop = source.on('state', () => {
    if (random.percent(30)) throw new ListenerMistake('A listener threw.')
    if (random.percent(30)) stop()
    end.refresh()
    const command = pick(random, inListeners)
    if (random.percent(40)) commands[command]({ world: end.world, end, random, wrong: false })
  })
}
