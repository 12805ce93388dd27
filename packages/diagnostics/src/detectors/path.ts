import { tracksByKey } from '../per-sample.ts'
import { wrong, type Detector, type Finding, type Moment, type PathDetector, type StateDetector } from '../detector.ts'
import { failedSince, failedToEncrypt, interruptedSince, isUp } from '../states.ts'

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
    since: (states) => {
      const { startedAt, connectedAt, ice } = states
      const over = failedSince(states) !== null || failedToEncrypt(states) || ice.state === 'closed' || connectedAt !== null
      return over ? null : startedAt
    },
    until: ({ connectedAt }) => connectedAt,
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
    // What was never up is not interrupted.
    since: (states) => (states.connectedAt === null ? null : interruptedSince(states)),
  },
  {
    type: 'never-connected',
    severity: 'critical',
    side: 'unknown',
    metric: 'iceState',
    raiseMs: 0,
    clearMs: 0,
    since: (states) => {
      const failed = failedSince(states)
      if (failed === null || states.connectedAt !== null || failedToEncrypt(states)) return null
      return states.startedAt ?? failed
    },
  },
  {
    type: 'ice-failed',
    severity: 'critical',
    side: 'unknown',
    metric: 'iceState',
    raiseMs: 0,
    clearMs: 1_000,
    since: (states) => (states.connectedAt === null || failedToEncrypt(states) ? null : failedSince(states)),
  },
  {
    type: 'dtls-failure',
    severity: 'critical',
    side: 'unknown',
    metric: 'dtlsState',
    raiseMs: 0,
    clearMs: 1_000,
    since: (states, now) => {
      const { dtls, connection, ice, encrypted } = states
      if (failedToEncrypt(states)) return dtls.state === 'failed' ? dtls.since : connection.since
      if (encrypted || dtls.state !== 'connecting' || !isUp(ice)) return null
      const waits = Math.max(dtls.since, ice.since)
      return now - waits >= longestHandshakeMs ? waits : null
    },
  },
]

const longestHandshakeMs = 5_000

const state = { raise: 1, clear: 0.5, over: 'each' } as const

/** What kind of way it is, and whether anything comes over it. */
export const pathDetectors: readonly Detector[] = [
  {
    type: 'outage',
    side: 'unknown',
    subject: 'path',
    metric: 'seconds of silence',
    unit: 's',
    severity: 'warning',
    raise: 4,
    raiseMs: 0,
    critical: 6,
    clear: 2,
    clearMs: 2_000,
    over: 'each',
    measure: silence,
  },
  {
    type: 'relay-in-use',
    side: 'unknown',
    subject: 'path',
    metric: 'pair',
    unit: 'state',
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
    unit: 'state',
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
    unit: 'count',
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
    unit: 's',
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
    unit: 'state',
    severity: 'info',
    ...state,
    raiseMs: 3_000,
    clearMs: 0,
    measure: ({ sample: { page } }) => (page === null ? null : wrong(page.signaling === 'reconnecting')),
  },
]

/** Packets of sound per second: a camera that is off sends nothing, a microphone that is muted goes on. */
const steadyRate = 20

/**
 * Seconds in which nothing came. Where the browser does not count the answers of the other side, nothing that comes may be nothing that is sent: then
 * the path must have been known to be down meanwhile, or sound must have stopped.
 */
function silence(moment: Moment): Finding | number | null {
  const { timestamp, path } = moment.sample
  const { silentMs, answerRate } = path
  if (silentMs === null || silentMs === 0) return silentMs
  const since = timestamp - silentMs
  const { downAt } = moment.states
  const isKnown = answerRate !== null || (downAt !== null && downAt >= since) || soundStopped(moment)
  return isKnown ? { value: silentMs / 1_000, since } : 0
}

function soundStopped({ sample, before }: Moment): boolean {
  return sample.tracks.some(
    ({ key, direction, kind, packetRate }) =>
      direction === 'inbound' &&
      kind === 'audio' &&
      packetRate === 0 &&
      before.some((earlier) => (tracksByKey(earlier).get(key)?.packetRate ?? 0) >= steadyRate),
  )
}

type Pair = Parameters<PathDetector['measure']>[0]['sample']['path']['pair']

function ofPair(is: (pair: NonNullable<Pair>) => boolean): PathDetector['measure'] {
  return ({ sample: { path } }) => (path.pair === null ? null : wrong(is(path.pair)))
}
