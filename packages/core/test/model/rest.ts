import { agreed, recvonly, reversed, sendonly } from './model-description.ts'
import type { ModelEnd } from './model-end.ts'
import { trackOf } from './model-slots.ts'
import type { ActionName, World } from './world.ts'

/** Nothing fails any more, and everything that can happen does, until nothing can. Returns how many actions it took, or `null` if it never ends. */
export function comeToRest(world: World, record?: (name: ActionName, who: 0 | 1, which: number) => void): number | null {
  let actions = 0
  const perform = (name: ActionName, who: 0 | 1): boolean => {
    if (!world.perform(name, who, 0)) return false
    actions += 1
    record?.(name, who, 0)
    return true
  }
  for (let round = 0; round < maxActions; round += 1) if (!moves.some((move) => move(perform))) return actions
  return null
}

const maxActions = 2_000

type Perform = (name: ActionName, who: 0 | 1) => boolean

/** In the order in which a machine at rest would see them: timers only fire when nothing else is left to do. */
const moves: ReadonlyArray<(perform: Perform) => boolean> = [
  both('step'),
  both('deliver-control'),
  both('deliver'),
  both('ask'),
  both('come-back'),
  both('learn'),
  both('open-control'),
  both('acknowledge'),
  both('resend'),
]

function both(name: ActionName): (perform: Perform) => boolean {
  return (perform) => {
    const one = perform(name, 0)
    return perform(name, 1) || one
  }
}

/** What is wrong with two peers that have come to rest, or `null`. */
export function findFault(world: World): string | null {
  const [one, other] = world.ends
  if (one.ended || other.ended) return null
  const ringing = world.ends.find(({ accepted }) => !accepted)
  if (ringing !== undefined) return `${nameOf(ringing)} does not know that the call was accepted.`
  if (one.connectionNumber !== other.connectionNumber) return 'The two have different connections.'
  for (const end of world.ends) {
    const fault = restless(end)
    if (fault !== null) return `${nameOf(end)}: ${fault}`
  }
  if (one.link.sent !== other.link.delivered || other.link.sent !== one.link.delivered) return 'Messages are missing.'
  return (
    unequalSections(one, other) ??
    unheard(world, one, other) ??
    unheard(world, other, one) ??
    unequalPaths(one, other) ??
    unequalPaths(other, one) ??
    unbounded(world)
  )
}

/** What is wrong with two peers that have come to rest before anyone has accepted the call. */
export function findFaultWhileRinging({ ends: [one, other], ring }: World, refused: boolean): string | null {
  const [caller, callee] = one.role === 'caller' ? [one, other] : [other, one]
  if (one.link.sent !== other.link.delivered || other.link.sent !== one.link.delivered) return 'Messages are missing.'
  if (refused) return null // that costs the warm-up, not the call
  const phases = `${caller.negotiation.phase}, ${callee.negotiation.phase}`
  const expected = restingPhases[ring ?? 'replace-track']
  if (phases !== expected) return `the negotiations are ${phases} instead of ${expected}.`
  if (caller.connection.transceivers.length === 0) return 'there are no media sections.'
  return ring === 'replace-track' ? (unequalSections(one, other) ?? unequalPaths(one, other) ?? unequalPaths(other, one)) : null
}

const restingPhases = {
  none: 'have-local-offer, awaiting-first-offer',
  'caller-only': 'have-local-offer, awaiting-first-offer',
  pranswer: 'have-remote-pranswer, have-local-pranswer',
  'replace-track': 'stable, stable',
} as const

function nameOf({ id }: ModelEnd): string {
  return id === 0 ? 'a' : 'b'
}

function restless({ negotiation, connection, link, running, overflowed }: ModelEnd): string | null {
  if (overflowed) return 'the link overflowed.'
  if (running !== null) return `${running.command.type} still runs.`
  if (negotiation.phase !== 'stable') return `its negotiation is ${negotiation.phase}.`
  if (connection.blind) return 'it has taken an offer back on a connection that began with an answer.'
  if (connection.signalingState !== 'stable') return `its connection is ${connection.signalingState}.`
  if (negotiation.needed || connection.needsNegotiation()) return 'it still needs a negotiation.'
  if (link.unacknowledged.length > 0) return 'its messages are not acknowledged.'
  if (link.early.size > 0) return 'messages wait for earlier ones.'
  return null
}

function unequalSections(one: ModelEnd, other: ModelEnd): string | null {
  const mine = one.connection.transceivers
  const theirs = other.connection.transceivers
  if (mine.length !== theirs.length) return `One has ${mine.length} transceivers, the other ${theirs.length}.`
  for (const own of mine) {
    const their = theirs.find(({ line }) => line === own.line)
    if (their === undefined || own.line === null || own.mid !== their.mid || own.kind !== their.kind)
      return `Media section ${own.mid} is not the same on both sides.`
    if (
      own.currentDirection === null ||
      their.currentDirection === null ||
      own.currentDirection !== reversed(their.currentDirection)
    )
      return `The directions of media section ${own.mid} do not mirror each other.`
    if (own.currentDirection !== agreed(own.direction, their.direction))
      return `The direction of media section ${own.mid} is not what both want.`
  }
  return null
}

/** Every track of a user who wants it sent reaches a peer who wants to receive, in the stream that it was put in. */
function unheard(world: World, sender: ModelEnd, receiver: ModelEnd): string | null {
  for (const { track, stream } of world.live[sender.id]) {
    const own = sender.senderOf(track)
    if (own === undefined) return `${nameOf(sender)} has lost its track ${track}.`
    if (own.track !== track) return `${nameOf(sender)} holds its track ${track} back.`
    const their = receiver.connection.transceivers.find(({ line }) => line === own.line)
    const wanted = (own.direction & sendonly) !== 0 && their !== undefined && (their.direction & recvonly) !== 0
    if (!wanted) continue
    if (own.currentDirection === null || (own.currentDirection & sendonly) === 0)
      return `Track ${track} of ${nameOf(sender)} is not received.`
    const announced = receiver.connection.currentRemote?.media[own.line ?? -1]?.stream
    if (announced !== stream) return `Track ${track} of ${nameOf(sender)} arrives in stream ${announced} instead of ${stream}.`
  }
  const sent = sender.connection.transceivers.filter((one) => trackOf(one) !== 0).length
  return sent === world.live[sender.id].length ? null : `${nameOf(sender)} sends a track that was removed.`
}

function unequalPaths(one: ModelEnd, other: ModelEnd): string | null {
  const own = one.connection.currentLocal?.fragment ?? 'none'
  if (other.connection.currentRemote?.fragment !== own) return `${nameOf(other)} has old ICE credentials of ${nameOf(one)}.`
  return other.fragmentsHeard.includes(own)
    ? null
    : `${nameOf(other)} has no candidate of ${nameOf(one)}'s present ICE credentials.`
}

/**
 * Sections are used again: there are never more than both sides sent at their peaks, the two of the base layout, and one for each track
 * given early.
 */
function unbounded(world: World): string | null {
  if (world.tookBack) return null
  for (const kind of ['audio', 'video'] as const) {
    const sections = world.ends[0].connection.transceivers.filter((one) => one.kind === kind).length
    const [one, other] = world.peaks[kind]
    if (sections > Math.max(one + other, 1) + world.givenEarly[kind])
      return `There are ${sections} ${kind} sections for at most ${one} and ${other} tracks.`
  }
  return null
}
