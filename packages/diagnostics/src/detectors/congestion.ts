import { known, type Detector, type Moment } from '../detector.ts'

/** A line that is full, told from one that is just poor: several signs at the same time. */
export const congestionDetectors: readonly Detector[] = [
  {
    type: 'uplink-congestion',
    side: 'uplink',
    subject: 'path',
    metric: 'signs of congestion',
    severity: 'warning',
    raise: 2,
    raiseMs: 5_000,
    critical: 4,
    clear: 1,
    clearMs: 10_000,
    over: 'each',
    measure: (moment) => (moment.warm ? count(uplinkSigns(moment)) : null),
  },
  {
    type: 'downlink-congestion',
    side: 'downlink',
    subject: 'path',
    metric: 'signs of congestion',
    severity: 'warning',
    raise: 2,
    raiseMs: 5_000,
    clear: 1,
    clearMs: 10_000,
    over: 'each',
    measure: (moment) => (moment.warm ? count(downlinkSigns(moment)) : null),
  },
  {
    type: 'bandwidth-collapse',
    side: 'uplink',
    subject: 'path',
    metric: 'availableOutgoingBitrate, lost part of its best',
    severity: 'warning',
    raise: 0.5,
    raiseMs: 2_000,
    critical: 0.8,
    clear: 0.2,
    clearMs: 10_000,
    over: 'each',
    measure: ({ sample: { path }, before, warm }) => {
      const best = Math.max(...known(before.slice(-30).map((earlier) => earlier.path.availableOutgoingBitrate)))
      const { availableOutgoingBitrate: available, headroom } = path
      if (!warm || available === null || headroom === null || best <= 0 || !Number.isFinite(best)) return null
      // What is available counts as lost only where the encoders want more than that.
      const wanted = available - headroom
      return available <= 0.8 * wanted || available >= 0.8 * best ? Math.max(0, 1 - available / best) : null
    },
  },
]

/** `null` where the browser does not tell. */
type Sign = boolean | null

function count(signs: readonly Sign[]): number | null {
  const told = signs.filter((sign) => sign !== null)
  return told.length < 2 ? null : told.filter(Boolean).length
}

function uplinkSigns({ sample: { path, tracks }, before }: Moment): readonly Sign[] {
  const sent = tracks.filter(({ direction }) => direction === 'outbound')
  const best = Math.max(...known(before.slice(-30).map((earlier) => earlier.path.availableOutgoingBitrate)))
  const { availableOutgoingBitrate: available } = path
  return [
    atLeast(
      sent.map(({ sentVideo }) => sentVideo?.bandwidthLimited),
      0.5,
    ),
    available === null || !Number.isFinite(best) ? null : available <= 0.7 * best,
    queued(path.queueMs, path.baseRoundTripTimeMs),
    atLeast(
      sent.map(({ packetLoss }) => packetLoss),
      0.02,
    ),
    atLeast(
      sent.map(({ sentAudio, sentVideo }) => (sentAudio ?? sentVideo)?.sendQueueMs),
      50,
    ),
  ]
}

function downlinkSigns({ sample: { path, tracks }, before }: Moment): readonly Sign[] {
  const received = tracks.filter(({ direction }) => direction === 'inbound')
  const usual = median(
    before.flatMap((earlier) =>
      known(earlier.tracks.map(({ direction, jitterMs }) => (direction === 'inbound' ? jitterMs : null))),
    ),
  )
  return [
    atLeast(
      received.map(({ packetLoss }) => packetLoss),
      0.02,
    ),
    usual === null
      ? null
      : atLeast(
          received.map(({ jitterMs }) => jitterMs),
          Math.max(30, 2 * usual),
        ),
    queued(path.queueMs, path.baseRoundTripTimeMs),
  ]
}

function queued(queueMs: number | null, baseMs: number | null): Sign {
  return queueMs === null || baseMs === null ? null : queueMs >= Math.max(50, baseMs / 3)
}

function atLeast(values: readonly (number | null | undefined)[], bound: number): Sign {
  const told = known(values)
  return told.length === 0 ? null : told.some((value) => value >= bound)
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}
