import { product, type Machines } from './model-end.ts'
import { seededRandom, type Random } from './random.ts'
import { comeToRest, findFault } from './rest.ts'
import { actionNames, World, type Action, type ActionName } from './world.ts'

export interface Outcome {
  readonly seed: number
  /** What went wrong, or `null`. */
  readonly fault: string | null
  readonly actions: readonly Action[]
  /** A browser refused so often that the call ended openly. */
  /** How often a connection was given up and made anew. */
  readonly rebuilds: number
}

/** One interleaving: up to twelve operations of both users, while everything that can go wrong does, and then peace. */
export function interleave(seed: number, machines: Machines = product): Outcome {
  const random = seededRandom(seed)
  const plan = planOf(random)
  const world = new World(machines)
  const actions: Action[] = []
  let operations = 1 + random.below(12)
  const limit = 40 + random.below(120)
  try {
    for (let turn = 0; turn < limit; turn += 1) {
      const who = random.below(2) === 0 ? 0 : 1
      const drawn = plan[random.below(plan.length)] ?? 'step'
      const operation = userActions.has(drawn)
      if (operation && operations === 0) continue
      const name = drawn === 'deliver' ? fateOf(random) : drawn
      if (tryAction(world, name, who, random, actions)) {
        if (operation) operations -= 1
      } else if (!operation) {
        tryAction(world, name, who === 0 ? 1 : 0, random, actions)
      }
    }
    return { seed, actions, ...conclude(world, actions) }
  } catch (error) {
    return { seed, actions, rebuilds: 0, fault: String(error) }
  }
}

/** Plays a list of actions, and lets the two come to rest. */
export function replay(actions: readonly Action[], machines: Machines = product): string | null {
  const world = new World(machines)
  try {
    for (const { name, who, which } of actions) world.perform(name, who, which)
    return conclude(world, actions).fault
  } catch (error) {
    return String(error)
  }
}

/** The same failure with as few actions as leaving some out can find. */
export function shrink(actions: readonly Action[], machines: Machines = product): readonly Action[] {
  let shortest = actions
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = shortest.length - size; start >= 0; start -= 1) {
      const shorter = [...shortest.slice(0, start), ...shortest.slice(start + size)]
      if (replay(shorter, machines) !== null) shortest = shorter
    }
  }
  return shortest
}

function conclude(world: World, actions: readonly Action[]): { readonly fault: string | null; readonly rebuilds: number } {
  const rested = comeToRest(world)
  const rebuilds = world.ends[0].rebuilds + world.ends[1].rebuilds
  const reasons = actions.some(({ name }) => name === 'overdue' || name.startsWith('refuse'))
  if (rebuilds > 0 && !reasons) return { fault: 'A connection was given up for no reason.', rebuilds }
  return { fault: rested === null ? 'The two never come to rest.' : findFault(world), rebuilds }
}

const userActions: ReadonlySet<ActionName> = new Set([
  'add-track',
  'remove-track',
  'replace-track',
  'receive-or-not',
  'send-or-not',
  'restart-ice',
])

/** How often each action is drawn; some kinds of trouble only in some runs, so that a run without them gets far. */
function planOf(random: Random): readonly ActionName[] {
  const trouble = random.below(16)
  return plans[trouble] ?? []
}

const usual: Partial<Record<ActionName, number>> = {
  'add-track': 4,
  'remove-track': 2,
  'replace-track': 1,
  'receive-or-not': 1,
  'send-or-not': 1,
  'restart-ice': 1,
  step: 22,
  ask: 10,
  deliver: 24,
  'deliver-control': 10,
  'open-control': 1,
  resend: 2,
  acknowledge: 3,
  learn: 2,
  'come-back': 4,
}

const plans: ReadonlyArray<readonly ActionName[]> = Array.from({ length: 16 }, (_, trouble) => {
  const weights: Partial<Record<ActionName, number>> = { ...usual }
  if ((trouble & 1) !== 0) Object.assign(weights, { cut: 1, 'cut-unnoticed': 1, 'restart-server': 1 })
  if ((trouble & 2) !== 0) weights.reload = 1
  if ((trouble & 4) !== 0) Object.assign(weights, { refuse: 1, 'refuse-remote-answer': 1, overdue: 1 })
  if ((trouble & 8) !== 0) weights['lose-control'] = 1
  return actionNames.flatMap((name) => Array.from({ length: weights[name] ?? 0 }, () => name))
})

/** Of every hundred packets, 20 are dropped and 16 delivered twice or more. */
function fateOf(random: Random): ActionName {
  const fate = random.below(100)
  if (fate < 20) return 'drop'
  return fate < 36 ? 'deliver-twice' : 'deliver'
}

function tryAction(world: World, name: ActionName, who: 0 | 1, random: Random, actions: Action[]): boolean {
  const which = waysToChoose(world, name, who, random)
  if (!world.perform(name, who, which)) return false
  actions.push({ name, who, which })
  return true
}

/** Half of the packets overtake others. */
function waysToChoose(world: World, name: ActionName, who: 0 | 1, random: Random): number {
  if (name === 'deliver' || name === 'deliver-twice' || name === 'drop')
    return random.percent(50) ? random.below(world.signaling[who].length) : 0
  return random.below(64)
}
