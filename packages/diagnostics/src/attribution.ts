import type { Sample } from '@earshot/core/stats'

import type { Side } from './issue.ts'

/** What a peer says of its own end, small enough to be sent every two seconds. */
export interface PeerSummary {
  /** 0..1 of the worst track it receives. */
  readonly lossDown: number | null
  readonly queueMs: number | null
  /** 0..1 of the time that the bandwidth limited what it sends. */
  readonly bandwidthLimited: number | null
  /** 0..1 RMS of its microphone. */
  readonly microphone: number | null
}

export function summarise({ path, tracks }: Sample): PeerSummary {
  return {
    lossDown: worst(tracks.map(({ direction, packetLoss }) => (direction === 'inbound' ? packetLoss : null))),
    queueMs: path.queueMs,
    bandwidthLimited: worst(tracks.map(({ sentVideo }) => sentVideo?.bandwidthLimited ?? null)),
    microphone: worst(tracks.map(({ sentAudio }) => sentAudio?.sourceLevel ?? null)),
  }
}

const lossy = 0.02
const longQueueMs = 50
const mostlyLimited = 0.5

/**
 * On whose side what one end receives gets lost, in the words of that end: its own line, `downlink`, or the other peer's, `remote`. `others` are
 * what this end receives from its other peers. `unknown` where the statistics do not tell.
 */
export function attributeLoss(here: PeerSummary, there: PeerSummary, others: readonly PeerSummary[] = []): Side {
  if ((here.lossDown ?? 0) < lossy) return 'unknown'
  const remote = (there.bandwidthLimited ?? 0) >= mostlyLimited
  const lossesHere = others.map(({ lossDown }) => lossDown).filter((loss) => loss !== null)
  if (lossesHere.length > 0) return lossesHere.every((loss) => loss >= lossy) ? 'downlink' : 'remote'
  if (remote) return 'remote'
  // A round trip has one queue or the other: it is this end's when what this end sends is limited too.
  const queued = (here.queueMs ?? 0) >= longQueueMs
  return queued && (here.bandwidthLimited ?? 0) >= mostlyLimited ? 'downlink' : 'unknown'
}

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
