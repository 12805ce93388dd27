import { wrong, type Detector, type PathDetector } from '../detector.ts'

const state = { raise: 1, clear: 0.5, over: 'each' } as const

/** The way between the peers: whether there is one, and what kind. */
export const pathDetectors: readonly Detector[] = [
  {
    type: 'ice-disconnected',
    side: 'unknown',
    subject: 'path',
    metric: 'iceState',
    severity: 'warning',
    ...state,
    raiseMs: 2_000,
    clearMs: 1_000,
    measure: ({ sample: { path } }) => (path.iceState === null ? null : wrong(path.iceState === 'disconnected')),
  },
  {
    type: 'ice-failed',
    side: 'unknown',
    subject: 'path',
    metric: 'iceState',
    severity: 'critical',
    ...state,
    raiseMs: 0,
    clearMs: 1_000,
    measure: ({ sample: { path } }) => (path.iceState === null ? null : wrong(path.iceState === 'failed')),
  },
  {
    type: 'dtls-failure',
    side: 'unknown',
    subject: 'path',
    metric: 'dtlsState',
    severity: 'critical',
    ...state,
    raiseMs: 0,
    clearMs: 1_000,
    measure: ({ sample: { path } }) => (path.dtlsState === null ? null : wrong(path.dtlsState === 'failed')),
  },
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
]

type Pair = Parameters<PathDetector['measure']>[0]['sample']['path']['pair']

function ofPair(is: (pair: NonNullable<Pair>) => boolean): PathDetector['measure'] {
  return ({ sample: { path } }) => (path.pair === null ? null : wrong(is(path.pair)))
}
