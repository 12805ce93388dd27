import type { Call } from '@earshot/core'
import { readReport, type Report } from '@earshot/core/stats'

/** A call of which the test says what it reports. */
export function callOf() {
  const listeners: ((report: Report) => void)[] = []
  const on = (type: string, listener: (report: Report) => void) => {
    if (type === 'report') listeners.push(listener)
    return () => undefined
  }
  const play = (reports: readonly Report[]) => {
    for (const report of reports) for (const listener of listeners) listener(report)
  }
  return { call: { id: 'c', timeline: [], on } as unknown as Call, play }
}

/** A minute of a camera that is sent over a line that becomes too small after half of it. */
export function congestedReports(): readonly Report[] {
  let [limited, delay, packets] = [0, 0, 0]
  return Array.from({ length: 60 }, (_, second) => {
    const full = second >= 30
    limited += full ? 1 : 0
    packets += 100
    delay += full ? 10 : 0.1
    const timestamp = 1_000_000 + 1_000 * second
    return readReport([
      { id: 'T', type: 'transport', selectedCandidatePairId: 'CP', timestamp },
      { id: 'CP', type: 'candidate-pair', bytesReceived: packets, currentRoundTripTime: 0.04, timestamp, ...ends },
      { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', timestamp },
      {
        ...{ id: 'OT', type: 'outbound-rtp', kind: 'video', mid: '1', timestamp },
        ...{ packetsSent: packets, totalPacketSendDelay: delay, bytesSent: 1_000 * packets },
        qualityLimitationDurations: { bandwidth: limited, cpu: 0 },
      },
    ])
  })
}

const ends = { localCandidateId: 'L', remoteCandidateId: 'L' }
