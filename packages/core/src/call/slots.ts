import { maxSdpLength, type SentSection } from '../signaling/message.ts'

import type { TrackOptions } from './track-options.ts'

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

/** Told of a track that the browser refuses: the others are sent without it. */
export type OnRefused = (track: MediaStreamTrack, error: unknown) => void

const baseKinds = ['audio', 'video'] as const

/** Creates the caller's media sections, with the first track of each kind in its place. Withheld, the tracks wait for `sendReserved`. */
export function createBaseLayout(
  connection: RTCPeerConnection,
  tracks: readonly OutgoingTrack[],
  receive: Receive,
  withheld: boolean,
  onRefused: OnRefused,
): void {
  const left = new Set(tracks)
  for (const kind of baseKinds) {
    const outgoing = [...left].find(({ track }) => track.kind === kind)
    if (outgoing !== undefined) left.delete(outgoing)
    const direction = directionOf(outgoing !== undefined, receive[kind])
    const taken = attach(outgoing, onRefused, ({ track, streams }) => {
      if (withheld) reserve(connection, { track, streams }, direction)
      else inUse.add(connection.addTransceiver(track, { direction, streams: [...streams] }).sender)
    })
    if (!taken) connection.addTransceiver(kind, { direction: directionOf(false, receive[kind]) })
  }
  for (const outgoing of left) {
    attach(outgoing, onRefused, () => {
      if (withheld) reserveTrack(connection, outgoing)
      else addTrack(connection, outgoing, onRefused)
    })
  }
}

/** One track at a time, so that one which the browser refuses keeps no other from being sent. */
function attach(outgoing: OutgoingTrack | undefined, onRefused: OnRefused, send: (outgoing: OutgoingTrack) => void): boolean {
  if (outgoing === undefined) return false
  try {
    send(outgoing)
    return true
  } catch (error) {
    onRefused(outgoing.track, error)
    return false
  }
}

/** Gives a track that waits for `sendReserved` a section that nobody speaks for, or a new one. */
export function reserveTrack(connection: RTCPeerConnection, outgoing: OutgoingTrack): RTCRtpSender {
  const { track, streams } = outgoing
  requireUnsent(connection, track)
  const free = connection.getTransceivers().find(({ receiver, sender, direction }) => {
    return receiver.track.kind === track.kind && trackOf(sender) === null && direction !== 'stopped'
  })
  if (free === undefined) return reserve(connection, outgoing, 'sendrecv')
  beginSending(free)
  setStreams(free.sender, streams)
  inUse.add(free.sender)
  reserved.set(free.sender, track)
  return free.sender
}

/** Another track waits in its place, or none. */
export function replaceReserved(sender: RTCRtpSender, track: MediaStreamTrack | null): void {
  if (track === null) reserved.delete(sender)
  else reserved.set(sender, track)
}

/** Another track is sent in its place. Until it is, it counts as this sender's: no other may be given it. */
export async function replaceSent(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  replaceReserved(sender, track)
  try {
    await sender.replaceTrack(track)
  } finally {
    if (reserved.get(sender) === track) reserved.delete(sender)
  }
}

/** What waited is sent. */
export function sendReserved(connection: RTCPeerConnection, onRefused: OnRefused): void {
  for (const transceiver of connection.getTransceivers()) {
    const track = reserved.get(transceiver.sender)
    if (track !== undefined) give(transceiver, track, onRefused)
  }
}

/**
 * The callee's sections before anyone has accepted: ready to send, without a track. In a provisional answer nothing is received either, so
 * that the directions are true; a final answer says what will be, because to change it costs a negotiation. So would other streams: a
 * placeholder groups the sections (for lip sync), and stands for the stream that the call is accepted with.
 */
export function layOutWithoutTracks(connection: RTCPeerConnection, provisional: boolean): void {
  const base = baseTransceivers(connection)
  const placeholder = new MediaStream()
  placeholders.set(connection, { placeholder, standsFor: null })
  for (const transceiver of connection.getTransceivers()) {
    const isBase = base.includes(transceiver)
    if (isBase) setStreams(transceiver.sender, [placeholder])
    if (provisional) transceiver.direction = isBase ? 'sendonly' : 'inactive'
    else if (isBase) transceiver.direction = 'sendrecv'
  }
}

/** Puts the callee's tracks into what `layOutWithoutTracks` made, and takes back what they do not need. */
export function fillSections(connection: RTCPeerConnection, tracks: readonly OutgoingTrack[], onRefused: OnRefused): void {
  const base = baseTransceivers(connection)
  const left = new Set(tracks)
  const prepared = placeholders.get(connection)
  if (prepared !== undefined) placeholders.set(connection, { ...prepared, standsFor: tracks[0]?.streams[0] ?? null })
  for (const transceiver of connection.getTransceivers()) {
    const { kind } = transceiver.receiver.track
    const outgoing = base.includes(transceiver) ? [...left].find(({ track }) => track.kind === kind) : undefined
    transceiver.direction = directionOf(outgoing !== undefined, true)
    if (outgoing === undefined) continue
    left.delete(outgoing)
    attach(outgoing, onRefused, () => reuse(connection, transceiver, outgoing, onRefused))
  }
  addTracks(connection, [...left], onRefused)
}

/** Adds the tracks that are not sent yet. */
export function addTracks(connection: RTCPeerConnection, tracks: readonly OutgoingTrack[], onRefused: OnRefused): void {
  const sent = new Set(connection.getSenders().map(trackOf))
  for (const outgoing of tracks) {
    if (!sent.has(outgoing.track)) attach(outgoing, onRefused, () => addTrack(connection, outgoing, onRefused))
  }
}

/** Makes the section of a sender that sends nothing send: a track that is put into it would go nowhere. */
export function openToSend(connection: RTCPeerConnection, sender: RTCRtpSender): void {
  const transceiver = transceiverOf(connection, sender)
  if (transceiver === undefined || transceiver.direction === 'stopped') return
  inUse.add(sender)
  const direction = heldDirections.get(transceiver) ?? transceiver.direction
  if (direction === 'recvonly' || direction === 'inactive') beginSending(transceiver)
}

/** The sections that this side sends in, or will at accept; a paused one and one of a held call among them. */
export function sentSections(
  connection: RTCPeerConnection,
  optionsOf: (track: MediaStreamTrack) => TrackOptions,
): readonly SentSection[] {
  return connection.getTransceivers().flatMap((transceiver) => {
    const { mid, sender, direction } = transceiver
    const intended = heldDirections.get(transceiver) ?? direction
    if (mid === null || !inUse.has(sender) || !sends(intended)) return []
    const track = trackOf(sender)
    return [{ mid, label: (track && optionsOf(track).label) ?? null }]
  })
}

/**
 * Sends a track in a free section of its kind, else in a new one. Negotiation follows by itself. A section that has never sent is the
 * browser's to take, and it does so at once, also where the peer offers one at the same moment; what has sent it never takes again.
 */
export function addTrack(connection: RTCPeerConnection, outgoing: OutgoingTrack, onRefused: OnRefused): RTCRtpSender {
  const { track, streams } = outgoing
  requireUnsent(connection, track)
  const free = connection.getTransceivers().find((transceiver) => isFree(transceiver, track.kind))
  if (free !== undefined) return reuse(connection, free, outgoing, onRefused)
  const seen = onTheWire(connection, streams)
  const sender = connection.addTrack(track, ...seen)
  inUse.add(sender)
  streamsBySender.set(sender, seen)
  const taken = transceiverOf(connection, sender)
  if (taken !== undefined) beginSending(taken)
  return sender
}

function reuse(
  connection: RTCPeerConnection,
  transceiver: RTCRtpTransceiver,
  { track, streams }: OutgoingTrack,
  onRefused: OnRefused,
): RTCRtpSender {
  const { sender } = transceiver
  beginSending(transceiver)
  setStreams(sender, onTheWire(connection, streams))
  give(transceiver, track, onRefused)
  return sender
}

/** At once, or when a held call is resumed. */
function beginSending(transceiver: RTCRtpTransceiver): void {
  const held = heldDirections.get(transceiver)
  if (held !== undefined) heldDirections.set(transceiver, directionOf(true, receives(held)))
  transceiver.direction = held === undefined ? directionOf(true, receives(transceiver.direction)) : 'inactive'
}

/** The streams that the other side sees: the placeholder in place of the stream that it stands for. */
function onTheWire(connection: RTCPeerConnection, streams: readonly MediaStream[]): readonly MediaStream[] {
  const prepared = placeholders.get(connection)
  return streams.map((stream) => (stream === prepared?.standsFor ? prepared.placeholder : stream))
}

function setStreams(sender: RTCRtpSender, streams: readonly MediaStream[]): void {
  const before = streamsBySender.get(sender)
  streamsBySender.set(sender, streams)
  if (before?.length !== streams.length || before.some((stream, index) => stream !== streams[index]))
    sender.setStreams(...streams)
}

function endSending(transceiver: RTCRtpTransceiver): void {
  const held = heldDirections.get(transceiver)
  if (held !== undefined) heldDirections.set(transceiver, directionOf(false, receives(held)))
  else if (transceiver.direction !== 'stopped') transceiver.direction = directionOf(false, receives(transceiver.direction))
}

function give(transceiver: RTCRtpTransceiver, track: MediaStreamTrack, onRefused: OnRefused): void {
  const { sender } = transceiver
  inUse.add(sender)
  reserved.set(sender, track)
  const release = (): boolean => reserved.get(sender) === track && reserved.delete(sender)
  sender.replaceTrack(track).then(release, (error: unknown) => {
    if (!release()) return
    endSending(transceiver)
    onRefused(track, error)
  })
}

/** What a sender sends, or is going to. */
export function trackOf(sender: RTCRtpSender): MediaStreamTrack | null {
  return reserved.get(sender) ?? sender.track
}

/** Stops sending and frees the section for the next track of its kind. */
export function removeTrack(connection: RTCPeerConnection, sender: RTCRtpSender): void {
  const transceiver = transceiverOf(connection, sender)
  const held = transceiver && heldDirections.get(transceiver)
  if (transceiver !== undefined && held !== undefined) heldDirections.set(transceiver, directionOf(false, receives(held)))
  const isOnItsWay = reserved.delete(sender)
  if (!isOnItsWay && sender.track !== null) return connection.removeTrack(sender)
  // A track on its way to the sender, or paused by replaceTrack(null): without one the browser's removeTrack does nothing (webrtc-pc 5.1).
  if (transceiver !== undefined) transceiver.direction = directionOf(false, receives(transceiver.direction))
  sender.replaceTrack(null).catch(() => undefined)
}

/** After every description that was applied. */
export function keepSlots(connection: RTCPeerConnection): void {
  if (connection.signalingState === 'closed') return
  for (const { sender, currentDirection } of connection.getTransceivers()) {
    if (currentDirection === 'sendrecv' || currentDirection === 'sendonly') haveSent.add(sender)
    // In a section used again, by addTrack as by setStreams, Chromium (seen in 156) forgets the streams once a description is applied, and
    // goes back to those of the first one.
    const streams = streamsBySender.get(sender)
    if (streams !== undefined) sender.setStreams(...streams)
  }
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

/** A track that waits, and one on its way since replaceTrack takes effect later: the section is spoken for. */
const reserved = new WeakMap<RTCRtpSender, MediaStreamTrack>()
/** Senders that were given a track, whether it is paused or not. */
const inUse = new WeakSet<RTCRtpSender>()
const placeholders = new WeakMap<
  RTCPeerConnection,
  { readonly placeholder: MediaStream; readonly standsFor: MediaStream | null }
>()
const streamsBySender = new WeakMap<RTCRtpSender, readonly MediaStream[]>()
const haveSent = new WeakSet<RTCRtpSender>()
const heldDirections = new WeakMap<RTCRtpTransceiver, RTCRtpTransceiverDirection>()

function isFree({ sender, receiver, direction }: RTCRtpTransceiver, kind: string): boolean {
  const spokenFor = sender.track !== null || reserved.has(sender) || direction === 'stopped'
  return !spokenFor && haveSent.has(sender) && receiver.track.kind === kind
}

function reserve(
  connection: RTCPeerConnection,
  { track, streams }: OutgoingTrack,
  direction: RTCRtpTransceiverDirection,
): RTCRtpSender {
  const { sender } = connection.addTransceiver(track.kind, { direction, streams: [...streams] })
  inUse.add(sender)
  reserved.set(sender, track)
  return sender
}

function requireUnsent(connection: RTCPeerConnection, track: MediaStreamTrack): void {
  if (connection.getSenders().some((sender) => trackOf(sender) === track)) {
    throw new TypeError('This track is sent already: remove it first, or use replaceTrack.')
  }
}

/** The longest media section that a browser was seen to write, and what one takes on average. */
const sectionLength = { longest: 6_000, usual: 4_500 }

/** @throws TypeError when a track of this kind needs a new section, and the peer takes no description so long. */
export function requireRoom(connection: RTCPeerConnection, kind: string): void {
  if (connection.getTransceivers().some((transceiver) => isFree(transceiver, kind))) return
  const length = connection.localDescription?.sdp.length ?? connection.getTransceivers().length * sectionLength.usual
  if (length + sectionLength.longest > maxSdpLength)
    throw new TypeError('This call has as many tracks as one connection can describe: remove one first.')
}

function baseTransceivers(connection: RTCPeerConnection): ReadonlyArray<RTCRtpTransceiver | undefined> {
  return baseKinds.map((kind) => connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind))
}

function transceiverOf(connection: RTCPeerConnection, sender: RTCRtpSender): RTCRtpTransceiver | undefined {
  return connection.getTransceivers().find((transceiver) => transceiver.sender === sender)
}

function sends(direction: RTCRtpTransceiverDirection): boolean {
  return direction === 'sendrecv' || direction === 'sendonly'
}

function receives(direction: RTCRtpTransceiverDirection): boolean {
  return direction === 'sendrecv' || direction === 'recvonly'
}

function directionOf(send: boolean, receive: boolean): RTCRtpTransceiverDirection {
  if (send) return receive ? 'sendrecv' : 'sendonly'
  return receive ? 'recvonly' : 'inactive'
}
