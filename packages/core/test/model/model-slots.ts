import type { ModelConnection } from './model-connection.ts'
import type { ModelTransceiver } from './model-transceiver.ts'
import { recvonly, sendonly, sendrecv, type Direction, type Kind } from './model-description.ts'

export interface LiveTrack {
  readonly track: number
  readonly kind: Kind
  readonly stream: number
}

// What call/slots.ts does, on a model of the connection. Only replaceTrack takes no time.

/** The caller's sections. What is reserved waits for `sendReserved`. */
export function createBaseLayout(connection: ModelConnection, tracks: readonly LiveTrack[], reserved: boolean): void {
  const first = firstOfEachKind(tracks)
  for (const [index, kind] of kinds.entries()) {
    const live = first[index]
    if (live === undefined) connection.addTransceiver(kind, 0, 0, recvonly)
    else if (reserved) reserveTrack(connection, live)
    else connection.addTransceiver(kind, live.track, live.stream, sendrecv)
  }
  for (const live of tracks) {
    if (first.includes(live)) continue
    if (reserved) reserveTrack(connection, live)
    else addTrack(connection, live, true)
  }
}

export function reserveTrack(connection: ModelConnection, { kind, track, stream }: LiveTrack): void {
  connection.addTransceiver(kind, 0, stream, sendrecv).reserved = track
}

export function sendReserved(connection: ModelConnection): void {
  for (const transceiver of connection.transceivers) {
    if (transceiver.reserved === 0) continue
    transceiver.track = transceiver.reserved
    transceiver.reserved = 0
  }
}

export function layOutWithoutTracks(connection: ModelConnection, provisional: boolean): void {
  const base = baseTransceivers(connection)
  for (const transceiver of connection.transceivers) {
    const isBase = base.includes(transceiver)
    if (provisional) connection.setDirection(transceiver, isBase ? sendonly : 0)
    else if (isBase) connection.setDirection(transceiver, sendrecv)
  }
}

export function fillSections(connection: ModelConnection, tracks: readonly LiveTrack[]): void {
  const base = baseTransceivers(connection)
  const first = firstOfEachKind(tracks)
  for (const transceiver of connection.transceivers) {
    const live = first[base.indexOf(transceiver)]
    connection.setDirection(transceiver, live === undefined ? recvonly : sendrecv)
    if (live !== undefined) reuse(connection, transceiver, live)
  }
  for (const live of tracks) {
    const index = first.indexOf(live)
    if (index === -1 || base[index] === undefined) addTrack(connection, live, true)
  }
}

/** @param reuses whether a section that has sent is taken again. */
export function addTrack(connection: ModelConnection, live: LiveTrack, reuses: boolean): void {
  const { kind, track, stream } = live
  const free = connection.transceivers.find((one) => one.track === 0 && one.reserved === 0 && one.isOurs && one.kind === kind)
  if (free === undefined || !reuses) connection.addTrack(kind, track, stream)
  else reuse(connection, free, live)
}

/** What a section sends, or is going to. */
export function trackOf({ track, reserved }: ModelTransceiver): number {
  return reserved === 0 ? track : reserved
}

export function removeTrack(connection: ModelConnection, transceiver: ModelTransceiver): void {
  if (transceiver.reserved === 0) return connection.removeTrack(transceiver)
  transceiver.reserved = 0
  connection.setDirection(transceiver, (transceiver.direction & recvonly) as Direction)
}

export function replaceTrack(transceiver: ModelTransceiver, by: number): void {
  if (transceiver.reserved === 0) transceiver.track = by
  else transceiver.reserved = by
}

/** After every description that was applied: a section that has sent is ours to take again, for the browser never does. */
export function keepSlots(connection: ModelConnection): void {
  for (const transceiver of connection.transceivers)
    if (((transceiver.currentDirection ?? 0) & sendonly) !== 0) transceiver.isOurs = true
}

const kinds = ['audio', 'video'] as const

function reuse(connection: ModelConnection, transceiver: ModelTransceiver, { track, stream }: LiveTrack): void {
  connection.setDirection(transceiver, (transceiver.direction | sendonly) as Direction)
  connection.setStream(transceiver, stream)
  transceiver.track = track
}

function firstOfEachKind(tracks: readonly LiveTrack[]): ReadonlyArray<LiveTrack | undefined> {
  return kinds.map((kind) => tracks.find((one) => one.kind === kind))
}

function baseTransceivers(connection: ModelConnection): ReadonlyArray<ModelTransceiver | undefined> {
  return kinds.map((kind) => connection.transceivers.find((one) => one.kind === kind))
}
