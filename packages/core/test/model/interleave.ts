import { product, type Machines } from './machines.ts'
import type { Ring } from './model-end.ts'
import { seededRandom, type Random } from './random.ts'
import { comeToRest, findFault, findFaultWhileRinging } from './rest.ts'
import { actionNames, World, type Action, type ActionName } from './world.ts'

export interface Outcome {
  readonly seed: number
  readonly ring: Ring
  /** What went wrong, or `null`. */
  readonly fault: string | null
  readonly actions: readonly Action[]
  /** How often a connection was given up and made anew. */
  readonly rebuilds: number
}

/** One interleaving: up to twelve operations of both users, while everything that can go wrong does, and then peace. */
export function interleave(seed: number, machines: Machines = product): Outcome {
  const random = seededRandom(seed)
  const ring = rings[random.below(rings.length)] ?? null
  const plan = planOf(random, ring)
  const world = new World(ring, machines)
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
    return { seed, ring, actions, ...conclude(world, actions) }
  } catch (error) {
    return { seed, ring, actions, rebuilds: 0, fault: String(error) }
  }
}

/** Plays a list of actions, and lets the two come to rest. */
export function replay(ring: Ring, actions: readonly Action[], machines: Machines = product): string | null {
  const world = new World(ring, machines)
  try {
    for (const { name, who, which } of actions) world.perform(name, who, which)
    return conclude(world, actions).fault
  } catch (error) {
    return String(error)
  }
}

/** The same failure with as few actions as leaving some out can find. */
export function shrink(ring: Ring, actions: readonly Action[], machines: Machines = product): readonly Action[] {
  let shortest = actions
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = shortest.length - size; start >= 0; start -= 1) {
      const shorter = [...shortest.slice(0, start), ...shortest.slice(start + size)]
      if (replay(ring, shorter, machines) !== null) shortest = shorter
    }
  }
  return shortest
}

function conclude(world: World, actions: readonly Action[]): { readonly fault: string | null; readonly rebuilds: number } {
  const refused = actions.some(({ name }) => name === 'overdue' || name.startsWith('refuse'))
  const fault = findFaultAtPeace(world, refused)
  const rebuilds = world.ends[0].rebuilds + world.ends[1].rebuilds
  return { fault: fault ?? (rebuilds > 0 && !refused ? 'A connection was given up for no reason.' : null), rebuilds }
}

/** Peace comes while it rings, if it still does, and then somebody accepts the call. */
function findFaultAtPeace(world: World, refused: boolean): string | null {
  const endless = 'The two never come to rest.'
  if (comeToRest(world) === null) return endless
  const ringing = world.ends.find(({ rings }) => rings)
  if (ringing !== undefined) {
    const fault = findFaultWhileRinging(world, refused)
    if (fault !== null) return `While it rings: ${fault}`
    world.perform('accept', ringing.id, 0)
    if (comeToRest(world) === null) return endless
  }
  return findFault(world)
}

/** Six calls in ten ring. */
const rings: readonly Ring[] = [
  null,
  null,
  null,
  null,
  'none',
  'caller-only',
  'pranswer',
  'pranswer',
  'replace-track',
  'replace-track',
]

const userActions: ReadonlySet<ActionName> = new Set([
  'add-track',
  'remove-track',
  'replace-track',
  'receive-or-not',
  'send-or-not',
  'restart-ice',
  'prefer-codecs',
])

/** How often each action is drawn; some kinds of trouble only in some runs, so that a run without them gets far. */
function planOf(random: Random, ring: Ring): readonly ActionName[] {
  return (ring === null ? plans : ringingPlans)[random.below(16)] ?? []
}

const usual: Partial<Record<ActionName, number>> = {
  'add-track': 4,
  'remove-track': 2,
  'replace-track': 1,
  'receive-or-not': 1,
  'send-or-not': 1,
  'restart-ice': 1,
  'prefer-codecs': 1,
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

const plans = plansWith({})
const ringingPlans = plansWith({ accept: 2 })

function plansWith(more: Partial<Record<ActionName, number>>): ReadonlyArray<readonly ActionName[]> {
  return Array.from({ length: 16 }, (_, trouble) => {
    const weights: Partial<Record<ActionName, number>> = { ...usual, ...more }
    if ((trouble & 1) !== 0) Object.assign(weights, { cut: 1, 'cut-unnoticed': 1, 'restart-server': 1 })
    if ((trouble & 2) !== 0) weights.reload = 1
    if ((trouble & 4) !== 0)
      Object.assign(weights, { refuse: 1, 'refuse-local-answer': 1, 'refuse-remote-answer': 1, overdue: 1 })
    if ((trouble & 8) !== 0) weights['lose-control'] = 1
    return actionNames.flatMap((name) => Array.from({ length: weights[name] ?? 0 }, () => name))
  })
}

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
