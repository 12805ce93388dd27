import type { ModelConnection } from './model-connection.ts'
import {
  directionNames,
  readDescription,
  recvonly,
  sendonly,
  type DescriptionType,
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
  readonly type: DescriptionType
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

/**
 * The next step of a trace: first one exchange as the product makes it, for a call that rings up to the provisional answer, then anything.
 * `null` when what was drawn cannot be done.
 */
export function drawStep(random: Random, sides: Sides, tracks: TestTracks, played: number, rings: boolean): Step | null {
  const [a, b] = sides
  if (played === 0) return baseLayout(a)
  if (played === 1) return offer(a)
  if (played === 2) return take(b, a)
  if (played === 3) return rings ? layOutWithoutTracks(b) : answer(b)
  if (played === 4) return rings ? provisionalAnswer(b) : take(a, b)
  if (played === 5 && rings) return take(a, b)
  const [side, other] = random.below(2) === 0 ? [a, b] : [b, a]
  const kind: Kind = random.below(2) === 0 ? 'audio' : 'video'
  const provisional = side.model.signalingState.endsWith('pranswer')
  // Once in a while also what no state after a provisional answer allows.
  if (provisional && random.percent(3)) return random.percent(50) ? rollBack(side) : offer(side)
  const drawn = random.below(32)
  if (drawn < 6) return addTrack(side, kind, random.below(4), random.below(2), tracks)
  if (drawn < 9) return removeTrack(side, random)
  if (drawn < 10) return addTransceiver(side, kind, random.below(4) as Direction)
  if (drawn < 12) return setDirection(side, random)
  if (drawn < 14) return restartIce(side)
  if (drawn < 15) return provisional ? null : rollBack(side)
  // Taking twice is what a network that repeats would do: the connection refuses it, and the product never asks for it.
  const untaken = other.last !== null && other.last.taken === 0
  if (drawn < 23) return untaken || random.percent(2) ? take(side, other) : null
  switch (side.model.signalingState) {
    case 'have-remote-offer':
    case 'have-local-pranswer':
      return random.percent(30) ? provisionalAnswer(side) : answer(side)
    case 'have-remote-pranswer':
      return null
    default:
      return offer(side)
  }
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

function layOutWithoutTracks(side: Side): Step {
  return {
    side: side.name,
    name: 'lay-out',
    detail: 'sendonly',
    real: () => {
      for (const transceiver of side.real.getTransceivers()) transceiver.direction = 'sendonly'
    },
    model: () => {
      for (const transceiver of side.model.transceivers) side.model.setDirection(transceiver, sendonly)
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

/** As the product makes it: without SDP, Chromium (seen in 156) makes a final answer of a provisional one. */
function provisionalAnswer(side: Side): Step {
  const made = { real: '', model: '' }
  return {
    side: side.name,
    name: 'pranswer',
    detail: '',
    real: async () => {
      const { sdp = '' } = await side.real.createAnswer()
      await side.real.setLocalDescription({ type: 'pranswer', sdp })
      made.real = side.real.localDescription?.sdp ?? ''
    },
    model: () => {
      made.model = side.model.createAnswer()
      side.model.setLocalDescription('pranswer', made.model)
      side.last = { type: 'pranswer', ...made, taken: 0 }
    },
  }
}

function make(side: Side, type: 'offer' | 'answer', create: () => string): Step {
  let real = ''
  return {
    side: side.name,
    name: type,
    detail: '',
    real: async () => {
      // With a type and no SDP it would set the answer that createAnswer has made before (webrtc-pc, [[LastCreatedAnswer]]).
      await side.real.setLocalDescription(type === 'answer' ? undefined : { type })
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
  if (last.type !== 'offer' && side.model.pendingLocal !== null && !isAnswerTo(last, side.model.pendingLocal)) return null
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
