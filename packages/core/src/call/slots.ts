/**
 * Media sections as slots. The first offer always has the same layout: one audio and one video section, so that what the two sides
 * offer first can never differ. A section whose track was removed is used again for the next track of its kind, because media
 * sections are never deleted from a session description (RFC 8829 5.2.2) and it would grow without bound.
 */

/** A track to send, with the streams the other side shall see it in. */
export interface OutgoingTrack {
  readonly track: MediaStreamTrack
  readonly streams: readonly MediaStream[]
}

/** Which kinds of media the caller wants to receive, as `offerToReceiveAudio` and `offerToReceiveVideo` once said. */
export interface Receive {
  readonly audio: boolean
  readonly video: boolean
}

const baseKinds = ['audio', 'video'] as const

/** Creates the caller's media sections, with the first track of each kind in its place. */
export function createBaseLayout(connection: RTCPeerConnection, tracks: readonly OutgoingTrack[], receive: Receive): void {
  const first = baseKinds.map((kind) => tracks.find(({ track }) => track.kind === kind))
  for (const [index, kind] of baseKinds.entries()) {
    const outgoing = first[index]
    const direction = directionOf(outgoing !== undefined, receive[kind])
    if (outgoing === undefined) connection.addTransceiver(kind, { direction })
    else connection.addTransceiver(outgoing.track, { direction, streams: [...outgoing.streams] })
  }
  for (const outgoing of tracks) if (!first.includes(outgoing)) addTrack(connection, outgoing)
}

/** Sends a track in a free section of its kind, else in a new one. Negotiation follows by itself. */
export function addTrack(connection: RTCPeerConnection, { track, streams }: OutgoingTrack): RTCRtpSender {
  if (connection.getSenders().some((sender) => sender.track === track || reserved.get(sender) === track)) {
    throw new TypeError('This track is sent already: remove it first, or use replaceTrack.')
  }
  const free = connection.getTransceivers().find((transceiver) => isFree(transceiver, track.kind))
  if (free === undefined) return connection.addTrack(track, ...streams)
  const { sender } = free
  free.direction = directionOf(true, receives(free.direction))
  sender.setStreams(...streams)
  reserved.set(sender, track)
  const release = () => {
    if (reserved.get(sender) === track) reserved.delete(sender)
  }
  // Rejects only when the connection was closed meanwhile.
  sender.replaceTrack(track).then(release, release)
  return sender
}

/** Stops sending and frees the section for the next track of its kind. */
export function removeTrack(connection: RTCPeerConnection, sender: RTCRtpSender): void {
  reserved.delete(sender)
  connection.removeTrack(sender)
  const transceiver = connection.getTransceivers().find((each) => each.sender === sender)
  const held = transceiver && heldDirections.get(transceiver)
  if (held !== undefined && transceiver !== undefined) heldDirections.set(transceiver, directionOf(false, receives(held)))
}

/** Sends and receives nothing until `resumeAll`, and keeps every section and its track. */
export function holdAll(connection: RTCPeerConnection): void {
  for (const transceiver of connection.getTransceivers()) {
    const { direction } = transceiver
    if (direction === 'stopped' || direction === 'inactive') continue
    heldDirections.set(transceiver, direction)
    transceiver.direction = 'inactive'
  }
}

export function resumeAll(connection: RTCPeerConnection): void {
  for (const transceiver of connection.getTransceivers()) {
    const direction = heldDirections.get(transceiver)
    heldDirections.delete(transceiver)
    if (direction !== undefined && transceiver.direction !== 'stopped') transceiver.direction = direction
  }
}

/** replaceTrack takes effect later: until then the section is spoken for. */
const reserved = new WeakMap<RTCRtpSender, MediaStreamTrack>()
const heldDirections = new WeakMap<RTCRtpTransceiver, RTCRtpTransceiverDirection>()

function isFree({ sender, receiver, direction }: RTCRtpTransceiver, kind: string): boolean {
  return sender.track === null && !reserved.has(sender) && receiver.track.kind === kind && direction !== 'stopped'
}

function receives(direction: RTCRtpTransceiverDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly'
}

function directionOf(send: boolean, receive: boolean): RTCRtpTransceiverDirection {
  if (send) return receive ? 'sendrecv' : 'sendonly'
  return receive ? 'recvonly' : 'inactive'
}
