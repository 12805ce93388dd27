import { wrong, type Detector, type PathDetector, type StateDetector } from '../detector.ts'
import type { States } from '../states.ts'

/** Whether there is a way between the peers. */
export const stateDetectors: readonly StateDetector[] = [
  {
    type: 'slow-connect',
    severity: 'warning',
    side: 'unknown',
    metric: 'seconds until connected',
    raiseMs: 5_000,
    criticalMs: 15_000,
    clearMs: 0,
    since: (states, now) => {
      const { startedAt, connectedAt, ice } = states
      const over = hasFailed(states) || ice.state === 'closed' || (connectedAt !== null && now > connectedAt)
      return over ? null : startedAt
    },
  },
  {
    type: 'turn-unreachable',
    severity: 'warning',
    side: 'local',
    metric: 'candidate-error',
    raiseMs: 0,
    clearMs: 0,
    since: ({ turnFailed, relayFound, gatheredAt }) => (turnFailed && !relayFound ? gatheredAt : null),
  },
  {
    type: 'stale-credentials',
    severity: 'warning',
    side: 'local',
    metric: 'configuration',
    raiseMs: 0,
    clearMs: 0,
    since: ({ staleSince }) => staleSince,
  },
  {
    type: 'ice-disconnected',
    severity: 'warning',
    side: 'unknown',
    metric: 'iceState',
    raiseMs: 2_000,
    clearMs: 1_000,
    since: ({ ice }) => (ice.state === 'disconnected' ? ice.since : null),
  },
  {
    type: 'ice-failed',
    severity: 'critical',
    side: 'unknown',
    metric: 'iceState',
    raiseMs: 0,
    clearMs: 1_000,
    since: (states) => {
      if (states.ice.state === 'failed') return states.ice.since
      return hasFailed(states) ? states.connection.since : null
    },
  },
  {
    type: 'dtls-failure',
    severity: 'critical',
    side: 'unknown',
    metric: 'dtlsState',
    raiseMs: 0,
    clearMs: 1_000,
    since: ({ dtls, connection, ice }) => {
      if (dtls.state === 'failed') return dtls.since
      // A connection whose ICE has not failed has failed for want of DTLS.
      return connection.state === 'failed' && (ice.state === 'connected' || ice.state === 'completed') ? connection.since : null
    },
  },
  {
    type: 'dtls-failure',
    severity: 'critical',
    side: 'unknown',
    metric: 'dtlsState',
    raiseMs: 5_000,
    clearMs: 0,
    since: ({ dtls, ice }) => {
      const waits = dtls.state === 'connecting' && (ice.state === 'connected' || ice.state === 'completed')
      return waits ? Math.max(dtls.since, ice.since) : null
    },
  },
]

/** Some browsers say of a connection that it has failed while its ICE is still disconnected. */
function hasFailed({ ice, connection }: States): boolean {
  const up = ice.state === 'connected' || ice.state === 'completed'
  return ice.state === 'failed' || (connection.state === 'failed' && !up)
}

const state = { raise: 1, clear: 0.5, over: 'each' } as const

/** What kind of way it is, and whether anything comes over it. */
export const pathDetectors: readonly Detector[] = [
  {
    type: 'outage',
    side: 'unknown',
    subject: 'path',
    metric: 'silentMs',
    severity: 'warning',
    raise: 4_000,
    raiseMs: 0,
    critical: 6_000,
    clear: 2_000,
    clearMs: 2_000,
    over: 'each',
    measure: ({ sample }) => sample.path.silentMs,
  },
  {
    type: 'relay-in-use',
    side: 'unknown',
    subject: 'path',
    metric: 'pair',
    severity: 'info',
    ...state,
    raiseMs: 5_000,
    clearMs: 2_000,
    measure: ofPair(({ local, remote }) => local.candidateType === 'relay' || remote.candidateType === 'relay'),
  },
  {
    type: 'tcp-path',
    side: 'unknown',
    subject: 'path',
    metric: 'pair',
    severity: 'warning',
    ...state,
    raiseMs: 5_000,
    clearMs: 2_000,
    measure: ofPair(
      ({ local, remote }) => local.protocol === 'tcp' || remote.protocol === 'tcp' || (local.relayProtocol ?? 'udp') !== 'udp',
    ),
  },
  {
    type: 'path-flapping',
    side: 'unknown',
    subject: 'path',
    metric: 'pairChanges in 30 s',
    severity: 'warning',
    raise: 3,
    raiseMs: 0,
    clear: 1,
    clearMs: 1_000,
    over: 'each',
    measure: ({ sample, before }) => {
      const oldest = before.find(({ timestamp }) => sample.timestamp - timestamp <= 30_000) ?? sample
      return Math.max(0, sample.path.pairChanges - oldest.path.pairChanges)
    },
  },
  {
    type: 'stats-gap',
    side: 'local',
    subject: 'path',
    metric: 'seconds without numbers',
    severity: 'info',
    raise: 1,
    raiseMs: 0,
    clear: 0.5,
    clearMs: 0,
    over: 'each',
    acrossGaps: true,
    measure: ({ sample, last }) => (sample.gap && last !== null ? (sample.timestamp - last.timestamp) / 1_000 : 0),
  },
  {
    type: 'signalling-down',
    side: 'unknown',
    subject: 'path',
    metric: 'page.signaling',
    severity: 'info',
    ...state,
    raiseMs: 3_000,
    clearMs: 0,
    measure: ({ sample: { page } }) => (page === null ? null : wrong(page.signaling === 'reconnecting')),
  },
]

type Pair = Parameters<PathDetector['measure']>[0]['sample']['path']['pair']

function ofPair(is: (pair: NonNullable<Pair>) => boolean): PathDetector['measure'] {
  return ({ sample: { path } }) => (path.pair === null ? null : wrong(is(path.pair)))
}
