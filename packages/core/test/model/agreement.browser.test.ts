import { expect, test } from 'vitest'
import { cdp } from 'vitest/browser'

import { pictureTrack, toneTrack } from '../room/support.ts'
import { drawStep, type Side, type TestTracks } from './agreement-steps.ts'
import { ModelConnection } from './model-connection.ts'
import { directionNames } from './model-description.ts'
import { seededRandom } from './random.ts'

const traces = 1_000

test('the model and the browser agree on 1,000 traces of operations, after every step', { timeout: 180_000 }, async () => {
  const tracks = testTracks()
  const performed = new Map<string, number>()
  const differences: string[] = []
  for (let seed = 1; seed <= traces && differences.length < 3; seed += 1) {
    const difference = await compare(seed, tracks, performed)
    if (difference !== null) differences.push(difference)
    // Closed connections count towards the browser's limit of 500 until they are collected.
    if (seed % 100 === 0) await cdp().send('HeapProfiler.collectGarbage')
  }
  expect(differences.join('\n')).toBe('')
  // A trace is worth nothing when what matters does not occur in it.
  const names = ['offer', 'answer', 'pranswer', 'take-offer', 'take-answer', 'take-pranswer', 'glare', 'roll-back', 'restart-ice']
  for (const name of [...names, 'refused', 'refused-in-pranswer'])
    expect({ [name]: (performed.get(name) ?? 0) > 50 }).toEqual({ [name]: true })
})

/** Plays one trace on both, and says where they first differ. */
async function compare(seed: number, tracks: TestTracks, performed: Map<string, number>): Promise<string | null> {
  const random = seededRandom(seed)
  const rings = random.percent(50)
  const sides = [newSide('a'), newSide('b')] as const
  const played: string[] = []
  const length = preamble + 6 + random.below(7)
  try {
    while (played.length < length) {
      const step = drawStep(random, sides, tracks, played.length, rings)
      if (step === null) continue
      played.push(`${step.side} ${step.name} ${step.detail}`)
      const realOutcome = await outcome(step.real)
      await Promise.all(sides.map(({ real }) => real.getStats())) // goes through the same queue as the events before it
      const modelOutcome = await outcome(step.model)
      for (const { model, asked } of sides) if (model.checkQueued && model.checkNegotiationNeeded()) asked.model += 1
      const real = [realOutcome, ...sides.map((side) => realState(side, tracks))]
      const model = [modelOutcome, ...sides.map(modelState)]
      performed.set(step.name, (performed.get(step.name) ?? 0) + 1)
      if (JSON.stringify(real) !== JSON.stringify(model))
        return `seed ${seed}: ${played.join(', ')}\n browser: ${JSON.stringify(real)}\n model:   ${JSON.stringify(model)}`
      if (real[0] === 'done') continue
      // What a browser refused may be half done in it. The product rolls back then, or starts again.
      const provisional = sides.some(({ model: { signalingState } }) => signalingState.endsWith('pranswer'))
      const refused = provisional ? 'refused-in-pranswer' : 'refused'
      performed.set(refused, (performed.get(refused) ?? 0) + 1)
      return null
    }
    return null
  } finally {
    for (const { real } of sides) real.close()
  }
}

/** The first exchange, as the product makes it: the caller's base layout, and its answer. */
const preamble = 6

async function outcome(operation: () => unknown): Promise<'done' | 'refused'> {
  try {
    await operation()
    return 'done'
  } catch {
    return 'refused'
  }
}

function realState({ real, realFragments, asked }: Side, tracks: TestTracks): unknown {
  const fragment = /a=ice-ufrag:(\S+)/.exec(real.localDescription?.sdp ?? '')?.[1]
  return {
    state: real.signalingState,
    fragment: numberOf(fragment, realFragments),
    asked: asked.real,
    transceivers: real
      .getTransceivers()
      .map(({ mid, direction, currentDirection, sender, receiver }) => [
        mid,
        receiver.track.kind,
        direction,
        currentDirection,
        sender.track === null ? 0 : tracks[receiver.track.kind === 'audio' ? 'audio' : 'video'].indexOf(sender.track) + 1,
      ]),
  }
}

function modelState({ model, modelFragments, asked }: Side): unknown {
  return {
    state: model.signalingState,
    fragment: numberOf((model.pendingLocal ?? model.currentLocal)?.fragment, modelFragments),
    asked: asked.model,
    transceivers: model.transceivers.map(({ mid, kind, direction, currentDirection, track }) => [
      mid,
      kind,
      directionNames[direction],
      currentDirection === null ? null : directionNames[currentDirection],
      track % 100,
    ]),
  }
}

/** Names differ between the two, so what is compared is which of its own names each one shows. */
function numberOf(name: string | undefined, known: string[]): number {
  if (name === undefined) return -1
  if (!known.includes(name)) known.push(name)
  return known.indexOf(name)
}

function newSide(name: 'a' | 'b'): Side {
  const real = new RTCPeerConnection()
  const asked = { real: 0, model: 0 }
  real.addEventListener('negotiationneeded', () => {
    asked.real += 1
  })
  return {
    name,
    real,
    model: new ModelConnection(name),
    realFragments: [],
    modelFragments: [],
    asked,
    last: null,
  }
}

function testTracks(): TestTracks {
  const several = (first: MediaStreamTrack) => [first, first.clone(), first.clone(), first.clone()]
  return { audio: several(toneTrack()), video: several(pictureTrack(16, 16)), streams: [new MediaStream(), new MediaStream()] }
}
