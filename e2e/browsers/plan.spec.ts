import { expect, test } from '@playwright/test'

import { disagreements, type PeerState, type Section } from './agreement.ts'
import { planOperations, type Operation } from './operations.ts'
import { parseSeeds } from './seeds.ts'

test('the same seed plans the same operations, another one others', () => {
  expect(planOperations(7, 200)).toEqual(planOperations(7, 200))
  expect(planOperations(7, 200)).not.toEqual(planOperations(8, 200))
})

test('a plan only removes and replaces tracks that are live, and keeps at most three of a kind', () => {
  expect(parseSeeds('1-50').flatMap((seed) => impossible(planOperations(seed, 300)))).toEqual([])
})

test('seeds are given one by one or as a range, and each counts once', () => {
  expect(parseSeeds('7')).toEqual([7])
  expect(parseSeeds('1,5, 9-11,5')).toEqual([1, 5, 9, 10, 11])
  expect(() => parseSeeds('all')).toThrow('EARSHOT_SEEDS')
})

test('two sides that mirror each other agree', () => {
  expect(disagreements(side({ direction: 'sendonly', sends: 's' }), side({ direction: 'recvonly', takes: 's' }))).toEqual([])
  // After a warm accept the stream has another id.
  expect(disagreements(side({ direction: 'sendonly', sends: 's' }), side({ direction: 'recvonly', takes: 't' }))).toEqual([])
})

test('says what two sides do not agree on', () => {
  const nothingTaken = disagreements(side({ direction: 'sendonly', sends: 's' }), side({ direction: 'recvonly' }))
  expect(nothingTaken).toEqual(['section 0: the caller sends s, the callee takes null'])
  const two = (section: Partial<Section>, other: Partial<Section>): PeerState => ({
    ...side(section),
    sections: [...side(section).sections, ...side({ mid: '1', ...other }).sections],
  })
  const torn = disagreements(
    two({ direction: 'sendonly', sends: 's' }, { direction: 'sendonly', sends: 's' }),
    two({ direction: 'recvonly', takes: 's' }, { direction: 'recvonly', takes: 't' }),
  )
  expect(torn).toEqual([
    'section 0: the caller sends s, which is taken as s',
    'section 1: the caller sends s, which is taken as t',
  ])
  expect(disagreements(side({ mid: '1' }), side({ mid: '2' }))).toEqual([
    'section 1: only on one side',
    'section 2: only on one side',
  ])
  expect(disagreements(side({ direction: 'sendonly' }), side({ direction: 'recvonly' }))).toEqual([
    'caller: section 0 is sendonly, with no track to send',
  ])
})

/** Operations on tracks that are not there, and tracks too many. */
function impossible(operations: readonly Operation[]): readonly Operation[] {
  const live = new Map([
    [0, 'audio'],
    [1, 'video'],
  ])
  return operations.filter((operation) => {
    if (operation.type === 'remove') return !live.delete(operation.track)
    if (operation.type === 'replace') return !live.has(operation.track)
    if (operation.type !== 'add') return false
    live.set(operation.track, operation.kind)
    return [...live.values()].filter((kind) => kind === operation.kind).length > 3
  })
}

/** A side at rest with one section. */
function side({ direction = 'inactive', ...section }: Partial<Section>): PeerState {
  const sections: readonly Section[] = [
    { mid: '0', kind: 'video', direction, currentDirection: direction, sends: null, takes: null, ...section },
  ]
  return { call: 'connected', connection: 'connected', signaling: 'stable', sections }
}
