import type { Kind } from './operations.ts'

/** One side of a call as its page sees it. */
export interface PeerState {
  readonly call: string
  readonly connection: RTCPeerConnectionState
  readonly signaling: RTCSignalingState
  readonly sections: readonly Section[]
}

/** One media section of one side: what it sends and what it takes. */
export interface Section {
  /** Null while no description has it. */
  readonly mid: string | null
  readonly kind: Kind
  readonly direction: RTCRtpTransceiverDirection
  readonly currentDirection: RTCRtpTransceiverDirection | null
  /** The id of the stream whose track this side sends, as the test knows it; null when it sends none. */
  readonly sends: string | null
  /** The id of the stream that the call says the peer sends; null when it sends none. */
  readonly takes: string | null
}

const mirrored: Readonly<Record<RTCRtpTransceiverDirection, RTCRtpTransceiverDirection>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
  stopped: 'stopped',
}

/** What the two sides of a call at rest do not agree on, in words: nothing, if all is well. */
export function disagreements(left: PeerState, right: PeerState): readonly string[] {
  const atRest = [...unrest('caller', left), ...unrest('callee', right)]
  const mids = new Set([...left.sections, ...right.sections].map(({ mid }) => mid))
  const between = [...mids].flatMap((mid) => {
    const [one, other] = [left, right].map(({ sections }) => sections.find((section) => section.mid === mid))
    if (one === undefined || other === undefined) return [`section ${mid}: only on one side`]
    return compare(`section ${mid}`, one, other)
  })
  return [...atRest, ...between, ...regrouped('caller', left, right), ...regrouped('callee', right, left)]
}

/** Tracks of one stream are taken in one, and others in others. The ids may differ, because the stream of a warm accept is named before it is known. */
function regrouped(side: string, sender: PeerState, receiver: PeerState): readonly string[] {
  const pairs = sender.sections.flatMap(({ mid, sends }) => {
    const takes = receiver.sections.find((section) => section.mid === mid)?.takes ?? null
    return sends === null || takes === null ? [] : [{ mid, sends, takes }]
  })
  return pairs.flatMap(({ mid, sends, takes }) => {
    const torn = pairs.some((other) => (other.sends === sends) !== (other.takes === takes))
    return torn ? [`section ${mid}: the ${side} sends ${sends}, which is taken as ${takes}`] : []
  })
}

function unrest(side: string, { call, connection, signaling, sections }: PeerState): readonly string[] {
  const found: string[] = []
  if (call !== 'connected') found.push(`${side}: the call is ${call}`)
  if (connection !== 'connected') found.push(`${side}: the connection is ${connection}`)
  if (signaling !== 'stable') found.push(`${side}: signaling is ${signaling}`)
  for (const { mid, direction, currentDirection, sends } of sections) {
    if (direction !== currentDirection && !wider(direction, currentDirection)) {
      found.push(`${side}: section ${mid} is ${currentDirection}, wanted ${direction}`)
    }
    if ((sends !== null) !== sending(currentDirection)) {
      found.push(`${side}: section ${mid} is ${currentDirection}, with ${sends === null ? 'no track' : 'a track'} to send`)
    }
  }
  return found
}

function compare(section: string, one: Section, other: Section): readonly string[] {
  const found: string[] = []
  if (one.kind !== other.kind) found.push(`${section}: ${one.kind} and ${other.kind}`)
  if (one.currentDirection === null || mirrored[one.currentDirection] !== other.currentDirection) {
    found.push(`${section}: ${one.currentDirection} and ${other.currentDirection}`)
  }
  if ((one.sends === null) !== (other.takes === null))
    found.push(`${section}: the caller sends ${one.sends}, the callee takes ${other.takes}`)
  if ((other.sends === null) !== (one.takes === null))
    found.push(`${section}: the callee sends ${other.sends}, the caller takes ${one.takes}`)
  return found
}

/** A side may be willing to receive what the other does not send. */
function wider(wanted: RTCRtpTransceiverDirection, current: RTCRtpTransceiverDirection | null): boolean {
  return (wanted === 'sendrecv' && current === 'sendonly') || (wanted === 'recvonly' && current === 'inactive')
}

function sending(direction: RTCRtpTransceiverDirection | null): boolean {
  return direction === 'sendrecv' || direction === 'sendonly'
}
