import type { Sample } from '@earshot/core/stats'

import type { ConnectionState, IceConnectionState, RecordedEvent } from './recording/event.ts'

/** The states of a connection, each with the time since when: by its events, or by the transport's report where there are none. */
export interface States {
  readonly ice: Since<IceConnectionState>
  readonly dtls: Since<DtlsState>
  readonly connection: Since<ConnectionState>
  /** When it began to look for a path, and when it first had one. */
  readonly startedAt: number | null
  readonly connectedAt: number | null
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
  ...{ startedAt: null, connectedAt: null, turnFailed: false, relayFound: false, gatheredAt: null, staleSince: null },
  agreed: new Map(),
}

export function followEvent(before: States, timestamp: number, event: RecordedEvent): States {
  switch (event.type) {
    case 'call':
      // From here on somebody waits.
      return event.state === 'connecting' && before.connectedAt === null ? { ...before, startedAt: timestamp } : before
    case 'ice':
      return withIce(before, told(event.state, timestamp), timestamp)
    case 'dtls':
      return { ...before, dtls: told(event.state, timestamp) }
    case 'connection':
      return withConnection({ ...before, connection: told(event.state, timestamp) }, event.state, timestamp)
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
    default:
      return before
  }
}

/** Firefox before 153 has no transport report, and recordings may have no events: each fills in for the other. */
export function followSample(before: States, { timestamp, path }: Sample): States {
  const ice = reported(before.ice, path.iceState, timestamp)
  const dtls = reported(before.dtls, path.dtlsState, timestamp)
  const relayFound = before.relayFound || path.pair?.local.candidateType === 'relay'
  return { ...withIce(before, ice, timestamp), dtls, relayFound }
}

/** Whether it is known to have no path now, or none yet. */
export function isDown({ connection, ice }: States): boolean {
  if (connection.state !== null) return connection.state !== 'connected'
  return ice.state !== null && ice.state !== 'connected' && ice.state !== 'completed'
}

function told<State>(state: State, since: number): Since<State> {
  return { state, since, told: true }
}

function reported<State>(before: Since<State>, state: State | null, since: number): Since<State> {
  return before.told || state === null || state === before.state ? before : { state, since, told: false }
}

function withIce(before: States, ice: States['ice'], timestamp: number): States {
  const up = ice.state === 'connected' || ice.state === 'completed'
  return {
    ...before,
    ice,
    startedAt: before.startedAt ?? (ice.state === 'checking' ? timestamp : null),
    connectedAt: before.connectedAt ?? (up && !before.connection.told ? timestamp : null),
  }
}

function withConnection(before: States, state: ConnectionState, timestamp: number): States {
  return {
    ...before,
    startedAt: before.startedAt ?? (state === 'connecting' ? timestamp : null),
    connectedAt: before.connectedAt ?? (state === 'connected' ? timestamp : null),
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
