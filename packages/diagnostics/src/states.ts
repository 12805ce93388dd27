import type { Sample } from '@earshot/core/stats'

import type { ConnectionState, IceConnectionState, RecordedEvent } from './recording/event.ts'

/** The states of a connection, each with the time since when: by its events, or by the transport's report where there are none. */
export interface States {
  readonly ice: Since<IceConnectionState>
  readonly dtls: Since<DtlsState>
  readonly connection: Since<ConnectionState>
  /** When it was made, where the recording has it. */
  readonly openedAt: number | null
  /** When it began to look for a path, and when it first had one. */
  readonly startedAt: number | null
  readonly connectedAt: number | null
  /** Tells whether its encryption was set up once: it said so, it was connected, or media came. */
  readonly encrypted: boolean
  /** When its path was last known to be down. */
  readonly downAt: number | null
  /** Tells whether a camera was captured, and whether a screen was, as far as the recording tells. */
  readonly camera: boolean
  readonly screen: boolean
  /** Whether a TURN server did not do what it was asked, and whether one of them did. */
  readonly turnFailed: boolean
  readonly relayFound: boolean
  /** Since when no fresh configuration could be had. */
  readonly staleSince: number | null
  /** When all candidates were there. */
  readonly gatheredAt: number | null
  /** What the last answer agreed on, by `mid`; empty where the recording has no descriptions. */
  readonly agreed: ReadonlyMap<string, AgreedSection>
}

type DtlsState = (RecordedEvent & { type: 'dtls' })['state']

interface Since<State> {
  readonly state: State | null
  readonly since: number
  /** Whether events tell it, so that reports, which are later, do not. */
  readonly told: boolean
}

/** What one media section is for, seen from this end. */
export interface AgreedSection {
  readonly kind: 'audio' | 'video'
  readonly sends: boolean
  readonly receives: boolean
}

const unknown = { state: null, since: 0, told: false }

export const newStates: States = {
  ...{ ice: unknown, dtls: unknown, connection: unknown },
  ...{ openedAt: null, startedAt: null, connectedAt: null, encrypted: false, downAt: null, camera: false, screen: false },
  ...{ turnFailed: false, relayFound: false, gatheredAt: null, staleSince: null },
  agreed: new Map(),
}

export function followEvent(before: States, timestamp: number, event: RecordedEvent): States {
  switch (event.type) {
    case 'call': {
      const openedAt = before.openedAt ?? timestamp
      // From here on somebody waits.
      const isWaitedFor = event.state === 'connecting' && before.connectedAt === null
      return { ...before, openedAt, startedAt: isWaitedFor ? timestamp : before.startedAt }
    }
    case 'opened':
      return { ...before, openedAt: before.openedAt ?? timestamp }
    case 'ice':
      return followingDown(withIce(before, told(event.state, timestamp), timestamp), timestamp)
    case 'dtls':
      return { ...before, dtls: told(event.state, timestamp), encrypted: before.encrypted || event.state === 'connected' }
    case 'connection':
      return followingDown(
        withConnection({ ...before, connection: told(event.state, timestamp) }, event.state, timestamp),
        timestamp,
      )
    case 'ice-gathering':
      return { ...before, gatheredAt: event.state === 'complete' ? timestamp : null }
    case 'candidate-error':
      return { ...before, turnFailed: before.turnFailed || event.url.startsWith('turn') }
    case 'configuration':
      return { ...before, staleSince: event.error === null ? null : (before.staleSince ?? timestamp) }
    case 'candidate':
      return { ...before, relayFound: before.relayFound || (event.sent && event.candidate.includes(' typ relay')) }
    case 'description':
      return event.sdp === null || event.kind === 'offer' ? before : { ...before, agreed: agreedSections(event.sdp, event.sent) }
    case 'capture':
      return event.error === null ? withCapture(before, event.what) : before
    default:
      return before
  }
}

/** What was captured, in the words of the importers. */
function withCapture(before: States, what: string): States {
  if (/screen|getDisplayMedia/.test(what)) return { ...before, screen: true }
  return /camera|video/.test(what) ? { ...before, camera: true } : before
}

/** Firefox before 153 has no transport report, and recordings may have no events: each fills in for the other. Media that comes proves both. */
export function followSample(before: States, { timestamp, path, tracks }: Sample): States {
  const ice = reported(before.ice, path.iceState, timestamp)
  const flows = tracks.some(({ direction, packetRate }) => direction === 'inbound' && (packetRate ?? 0) > 0)
  const encrypted = before.encrypted || flows || path.dtlsState === 'connected'
  const dtls = reported(before.dtls, path.dtlsState, timestamp)
  const relayFound = before.relayFound || path.pair?.local.candidateType === 'relay'
  const isAsBefore =
    ice === before.ice && dtls === before.dtls && encrypted === before.encrypted && relayFound === before.relayFound
  if (isAsBefore && (!flows || before.connectedAt !== null) && !isDown(before)) return before
  const after = { ...withIce(before, ice, timestamp), dtls, encrypted, relayFound }
  return followingDown(flows ? { ...after, connectedAt: after.connectedAt ?? timestamp } : after, timestamp)
}

function followingDown(states: States, timestamp: number): States {
  return isDown(states) ? { ...states, downAt: timestamp } : states
}

/** Since when it has failed; `null` while it has not. Some browsers say so of a connection alone, and some of its ICE. */
export function failedSince({ ice, connection }: States): number | null {
  if (ice.state === 'failed' && !(connection.state === 'connected' && connection.since > ice.since)) return ice.since
  return connection.state === 'failed' && !(isUp(ice) && ice.since > connection.since) ? connection.since : null
}

/** Since when it is interrupted: by the newest that is said of it, by its ICE or by the connection, for recordings may have one of them alone. */
export function interruptedSince(states: States): number | null {
  const { ice, connection } = states
  if (failedSince(states) !== null) return null
  if (ice.state === 'disconnected' && !(connection.state === 'connected' && connection.since > ice.since)) return ice.since
  return connection.state === 'disconnected' && !(isUp(ice) && ice.since > connection.since) ? connection.since : null
}

/** Tells whether ICE has found a path, and the encryption over it could not be set up. What was encrypted once has lost its path instead. */
export function failedToEncrypt({ ice, connection, dtls, encrypted }: States): boolean {
  return dtls.state === 'failed' || (connection.state === 'failed' && isUp(ice) && !encrypted)
}

export function isUp({ state }: States['ice']): boolean {
  return state === 'connected' || state === 'completed'
}

/** Whether it is known to have no path now, or none yet. */
export function isDown(states: States): boolean {
  const { connection, ice } = states
  if (interruptedSince(states) !== null || failedSince(states) !== null) return true
  if (connection.state !== null) return connection.state !== 'connected'
  return ice.state !== null && !isUp(ice)
}

function told<State>(state: State, since: number): Since<State> {
  return { state, since, told: true }
}

function reported<State>(before: Since<State>, state: State | null, since: number): Since<State> {
  return before.told || state === null || state === before.state ? before : { state, since, told: false }
}

function withIce(before: States, ice: States['ice'], timestamp: number): States {
  return {
    ...before,
    ice,
    startedAt: before.startedAt ?? (ice.state === 'checking' ? timestamp : null),
    connectedAt: before.connectedAt ?? (isUp(ice) && !before.connection.told ? timestamp : null),
  }
}

function withConnection(before: States, state: ConnectionState, timestamp: number): States {
  return {
    ...before,
    startedAt: before.startedAt ?? (state === 'connecting' ? timestamp : null),
    connectedAt: before.connectedAt ?? (state === 'connected' ? timestamp : null),
    // A connection is connected once its encryption is.
    encrypted: before.encrypted || state === 'connected',
  }
}

/** An answer is the smaller of both wishes: what its sender sends and receives, and the other end the other way round. */
function agreedSections(sdp: string, sent: boolean): ReadonlyMap<string, AgreedSection> {
  const sections = sdp.split(/^m=/m).slice(1)
  return new Map(
    sections.flatMap((section): [string, AgreedSection][] => {
      const kind = /^(audio|video) (\d+)/.exec(section)
      const mid = /^a=mid:(\S+)/m.exec(section)?.[1]
      const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\b/m.exec(section)?.[1] ?? 'sendrecv'
      if (kind === null || mid === undefined) return []
      const [sends, receives] = [direction.startsWith('send'), direction === 'sendrecv' || direction === 'recvonly']
      const here = sent ? { sends, receives } : { sends: receives, receives: sends }
      return [[mid, { kind: kind[1] === 'audio' ? 'audio' : 'video', ...here }]]
    }),
  )
}
