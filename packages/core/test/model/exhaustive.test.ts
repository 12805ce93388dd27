import { createHash } from 'node:crypto'
import { env } from 'node:process'

import { test } from 'vitest'

import type { Ring } from './model-end.ts'
import { comeToRest, findFault } from './rest.ts'
import { World, type ActionName } from './world.ts'

/** Of the caller and of the callee, while it rings and after. */
const operationsWhileRinging = env['EARSHOT_EXHAUSTIVE'] === undefined ? ([1, 0] as const) : ([1, 1] as const)

const faults = ['drop', 'deliver-twice', 'deliver', 'restart-server'] as const

/** Operations of each side: two and one, all of them to be done in any order; with EARSHOT_EXHAUSTIVE two and two, which takes minutes. */
const operationsOfBoth = env['EARSHOT_EXHAUSTIVE'] === undefined ? ([2, 1] as const) : ([2, 2] as const)

test.each(faults)(
  'in every order of operations on both sides and one fault (%s), both come to rest (N2, F3, F5)',
  { timeout: 600_000 },
  (fault) => {
    const { states, ends } = search(operationsOfBoth, ['add-track'], fault)
    console.log(
      `every order of ${operationsOfBoth.join(' + ')} added tracks and one '${fault}': ${states} states, ${ends} ends, 0 bad`,
    )
  },
)

test('in every order of one operation of any sort on each side, both come to rest (N2, F5)', () => {
  const { states, ends } = search([1, 1], ['add-track', 'remove-track', 'receive-or-not', 'restart-ice'], 'drop')
  console.log(`every order of one operation of any sort on each side, and one 'drop': ${states} states, ${ends} ends, 0 bad`)
})

test.each(['none', 'caller-only', 'pranswer', 'replace-track'] as const)(
  'in every order in which a call rings (%s), is accepted and gets a track, both come to rest and nothing was sent before (N2)',
  { timeout: 600_000 },
  (ring) => {
    const { states, ends } = search(operationsWhileRinging, ['add-track'], 'drop', ring)
    console.log(
      `every order of a call that rings (${ring}), ${operationsWhileRinging.join(' + ')} added tracks and one 'drop': ${states} states, ${ends} ends, 0 bad`,
    )
  },
)

type Fault = (typeof faults)[number]

interface Node {
  readonly world: World
  readonly operationsLeft: readonly [number, number]
  readonly faultsLeft: number
}

/** Visits every state that can be reached, each once. A call that rings does so from the beginning. */
function search(
  operationsLeft: readonly [number, number],
  operations: readonly ActionName[],
  fault: Fault,
  ring: Ring = null,
): { readonly states: number; readonly ends: number } {
  const seen = new Set<string>()
  const world = new World(ring)
  if (ring === null) comeToRest(world) // the first exchange
  const stack: Node[] = [{ world, operationsLeft, faultsLeft: 1 }]
  let ends = 0
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const key = keyOf(node)
    if (seen.has(key)) continue
    seen.add(key)
    const next = successors(node, operations, fault)
    if (next.length === 0) {
      ends += 1
      const wrong = findFault(node.world)
      if (wrong !== null) throw new Error(wrong)
    }
    stack.push(...next)
  }
  return { states: seen.size, ends }
}

function successors(node: Node, operations: readonly ActionName[], fault: Fault): readonly Node[] {
  const next: Node[] = []
  const attempt = (name: ActionName, who: 0 | 1, which: number, left: Partial<Node> = {}): boolean => {
    const world = node.world.clone()
    if (!world.perform(name, who, which)) return false
    next.push({ ...node, ...left, world })
    return true
  }
  for (const who of [0, 1] as const) {
    for (const name of ['accept', 'step', 'ask', 'deliver', 'come-back'] as const)
      if (possible(node.world, name, who)) attempt(name, who, 0)
  }
  // Timers are long: they fire when nothing else is under way, and an acknowledgement's before a repetition's.
  for (const name of ['acknowledge', 'resend'] as const) {
    if (next.length === 0) for (const who of [0, 1] as const) attempt(name, who, 0)
  }
  for (const who of [0, 1] as const) {
    const left = node.operationsLeft[who]
    if (left === 0) continue
    const operationsLeft =
      who === 0 ? ([left - 1, node.operationsLeft[1]] as const) : ([node.operationsLeft[0], left - 1] as const)
    for (const name of operations) attempt(name, who, 0, { operationsLeft })
  }
  if (node.faultsLeft === 0) return next
  for (const who of [0, 1] as const) {
    const waiting = node.world.signaling[who].length
    const places = fault === 'restart-server' ? 1 - who : waiting
    for (let place = fault === 'deliver' ? 1 : 0; place < places; place += 1) attempt(fault, who, place, { faultsLeft: 0 })
  }
  return next
}

/** So that what is impossible costs no copy. */
function possible(world: World, name: 'accept' | 'step' | 'ask' | 'deliver' | 'come-back', who: 0 | 1): boolean {
  switch (name) {
    case 'accept':
      return world.ends[who].rings
    case 'step':
      return world.ends[who].running !== null
    case 'ask':
      return world.ends[who].asks
    case 'deliver':
      return world.signaling[who].length > 0
    case 'come-back':
      return !world.works[who]
  }
}

function keyOf({ world, operationsLeft, faultsLeft }: Node): string {
  const { ends, live, signaling, works, believed } = world
  const state = [ends.map((end) => end.describe()), live, signaling, works, believed, operationsLeft, faultsLeft]
  return createHash('md5').update(JSON.stringify(state)).digest('base64')
}
