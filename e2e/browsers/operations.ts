import { randomFrom, type Random } from './random.ts'

/** What one side of a call does next. Tracks are numbered in the order they are added; 0 and 1 are the first microphone and camera. */
export type Operation = OperationBody & {
  /** How long it takes a breath afterwards. 0: the next operation follows in the same task. */
  readonly pauseMs: number
}

export type Kind = 'audio' | 'video'

type OperationBody =
  | { readonly type: 'add'; readonly track: number; readonly kind: Kind }
  | { readonly type: 'remove'; readonly track: number }
  | { readonly type: 'replace'; readonly track: number; readonly kind: Kind }
  | { readonly type: 'mute'; readonly kind: Kind; readonly muted: boolean }
  | { readonly type: 'restart-ice' }

interface Live {
  readonly track: number
  readonly kind: Kind
}

/** Of each kind and on each side: enough to need several media sections, few enough for two cores to encode. */
const maxLive = 3

/** The same seed is the same plan, so a failure can be replayed: its operations at least, the browsers' own timing not. */
export function planOperations(seed: number, count: number): readonly Operation[] {
  const random = randomFrom(seed)
  let live: readonly Live[] = [
    { track: 0, kind: 'audio' },
    { track: 1, kind: 'video' },
  ]
  let added = live.length
  return Array.from({ length: count }, () => {
    const body = next(random, live, added)
    if (body.type === 'add') {
      live = [...live, body]
      added += 1
    }
    if (body.type === 'remove') live = live.filter(({ track }) => track !== body.track)
    return { ...body, pauseMs: pause(random) }
  })
}

function next(random: Random, live: readonly Live[], added: number): OperationBody {
  const kind: Kind = random.chance(0.5) ? 'audio' : 'video'
  const chosen = random.pick(live)
  const dice = random.below(100)
  if (dice < 4) return { type: 'restart-ice' }
  if (dice < 12) return { type: 'mute', kind, muted: random.chance(0.5) }
  if (dice < 27 && chosen !== undefined) return { type: 'replace', track: chosen.track, kind: chosen.kind }
  if (dice < 62 && chosen !== undefined) return { type: 'remove', track: chosen.track }
  if (live.filter((track) => track.kind === kind).length < maxLive) return { type: 'add', track: added, kind }
  return chosen === undefined ? { type: 'mute', kind, muted: false } : { type: 'remove', track: chosen.track }
}

function pause(random: Random): number {
  if (random.chance(0.4)) return 0
  return 1 + random.below(random.chance(0.8) ? 20 : 120)
}
