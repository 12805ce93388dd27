import type { ModelConnection } from './model-connection.ts'
import {
  directionNames,
  readDescription,
  recvonly,
  type Direction,
  type Kind,
  type ModelDescription,
} from './model-description.ts'
import type { Random } from './random.ts'

/** One end of a pair of connections, twice: the browser's and the model's. */
export interface Side {
  readonly name: 'a' | 'b'
  readonly real: RTCPeerConnection
  readonly model: ModelConnection
  readonly realFragments: string[]
  readonly modelFragments: string[]
  /** How often each has fired `negotiationneeded`. */
  readonly asked: { real: number; model: number }
  /** The description that this side made last. */
  last: MadeDescription | null
}

interface MadeDescription {
  readonly type: 'offer' | 'answer'
  readonly real: string
  readonly model: string
  /** How often the other side has taken it. */
  taken: number
}

export interface TestTracks {
  readonly audio: readonly MediaStreamTrack[]
  readonly video: readonly MediaStreamTrack[]
  readonly streams: readonly MediaStream[]
}

export interface Step {
  readonly side: 'a' | 'b'
  readonly name: string
  readonly detail: string
  readonly real: () => unknown
  readonly model: () => unknown
}

type Sides = readonly [Side, Side]

/** The next step of a trace: first one exchange as the product makes it, then anything. `null` when what was drawn cannot be done. */
export function drawStep(random: Random, sides: Sides, tracks: TestTracks, played: number): Step | null {
  const [a, b] = sides
  if (played === 0) return baseLayout(a)
  if (played === 1) return offer(a)
  if (played === 2) return take(b, a)
  if (played === 3) return answer(b)
  if (played === 4) return take(a, b)
  const [side, other] = random.below(2) === 0 ? [a, b] : [b, a]
  const kind: Kind = random.below(2) === 0 ? 'audio' : 'video'
  const drawn = random.below(32)
  if (drawn < 6) return addTrack(side, kind, random.below(4), random.below(2), tracks)
  if (drawn < 9) return removeTrack(side, random)
  if (drawn < 10) return addTransceiver(side, kind, random.below(4) as Direction)
  if (drawn < 12) return setDirection(side, random)
  if (drawn < 14) return restartIce(side)
  if (drawn < 15) return rollBack(side)
  // Taking twice is what a network that repeats would do: the connection refuses it, and the product never asks for it.
  const untaken = other.last !== null && other.last.taken === 0
  if (drawn < 23) return untaken || random.percent(2) ? take(side, other) : null
  return side.model.signalingState === 'have-remote-offer' ? answer(side) : offer(side)
}

function baseLayout(side: Side): Step {
  return {
    side: side.name,
    name: 'base-layout',
    detail: '',
    real: () => {
      for (const kind of ['audio', 'video']) side.real.addTransceiver(kind, { direction: 'recvonly' })
    },
    model: () => {
      for (const kind of ['audio', 'video'] as const) side.model.addTransceiver(kind, 0, 0, recvonly)
    },
  }
}

function addTrack(side: Side, kind: Kind, index: number, stream: number, tracks: TestTracks): Step | null {
  const track = tracks[kind][index]
  const [one, two] = tracks.streams
  if (track === undefined || one === undefined || two === undefined) return null
  if (side.real.getSenders().some((sender) => sender.track === track)) return null
  return {
    side: side.name,
    name: 'add-track',
    detail: `${kind} ${index + 1} in ${stream + 1}`,
    real: () => side.real.addTrack(track, stream === 0 ? one : two),
    model: () => side.model.addTrack(kind, index + 1 + (kind === 'audio' ? 100 : 200), stream + 1),
  }
}

function removeTrack(side: Side, random: Random): Step | null {
  const index = random.below(side.model.transceivers.length)
  const transceiver = side.model.transceivers[index]
  const sender = side.real.getTransceivers()[index]?.sender
  if (transceiver === undefined || sender === undefined || transceiver.track === 0) return null
  return {
    side: side.name,
    name: 'remove-track',
    detail: String(index),
    real: () => side.real.removeTrack(sender),
    model: () => side.model.removeTrack(transceiver),
  }
}

function addTransceiver(side: Side, kind: Kind, direction: Direction): Step {
  const name = directionNames[direction]
  return {
    side: side.name,
    name: 'add-transceiver',
    detail: `${kind} ${name}`,
    real: () => side.real.addTransceiver(kind, { direction: name }),
    model: () => side.model.addTransceiver(kind, 0, 0, direction),
  }
}

function setDirection(side: Side, random: Random): Step | null {
  const index = random.below(side.model.transceivers.length)
  const direction = random.below(4) as Direction
  const transceiver = side.model.transceivers[index]
  const real = side.real.getTransceivers()[index]
  if (transceiver === undefined || real === undefined) return null
  return {
    side: side.name,
    name: 'direction',
    detail: `${index} ${directionNames[direction]}`,
    real: () => {
      real.direction = directionNames[direction]
    },
    model: () => side.model.setDirection(transceiver, direction),
  }
}

function restartIce(side: Side): Step {
  return {
    side: side.name,
    name: 'restart-ice',
    detail: '',
    real: () => side.real.restartIce(),
    model: () => side.model.restartIce(),
  }
}

function rollBack(side: Side): Step {
  return {
    side: side.name,
    name: 'roll-back',
    detail: side.model.signalingState,
    real: () => side.real.setLocalDescription({ type: 'rollback' }),
    model: () => side.model.rollBack(),
  }
}

function offer(side: Side): Step {
  return make(side, 'offer', () => side.model.createOffer())
}

function answer(side: Side): Step {
  return make(side, 'answer', () => side.model.createAnswer())
}

function make(side: Side, type: 'offer' | 'answer', create: () => string): Step {
  let real = ''
  return {
    side: side.name,
    name: type,
    detail: '',
    real: async () => {
      await side.real.setLocalDescription({ type })
      real = side.real.localDescription?.sdp ?? ''
    },
    model: () => {
      const model = create()
      side.model.setLocalDescription(type, model)
      side.last = { type, real, model, taken: 0 }
    },
  }
}

function take(side: Side, from: Side): Step | null {
  const { last } = from
  if (last === null) return null
  // A browser applies the answer to an earlier offer without a word. The model refuses it, because it is there to find that.
  if (last.type === 'answer' && side.model.pendingLocal !== null && !isAnswerTo(last, side.model.pendingLocal)) return null
  const glare = last.type === 'offer' && side.model.signalingState === 'have-local-offer'
  return {
    side: side.name,
    name: glare ? 'glare' : `take-${last.type}`,
    detail: '',
    real: () => side.real.setRemoteDescription({ type: last.type, sdp: last.real }),
    model: () => {
      last.taken += 1
      side.model.setRemoteDescription(last.type, last.model)
    },
  }
}

function isAnswerTo({ type, model }: MadeDescription, asked: ModelDescription): boolean {
  return readDescription(type, model).offer === asked.offer
}
