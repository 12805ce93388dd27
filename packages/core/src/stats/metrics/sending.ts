import { increase, mean, milliseconds, type Interval } from '../interval.ts'
import type { OutboundRtp } from '../reports/outbound-rtp.ts'

/** What leaves this end, and what waits. */
export interface Sending {
  /** bit/s sent for the first time: 8 * d(bytesSent - retransmittedBytesSent) / dt. */
  readonly goodput: number | null
  /** bit/s that the encoder is asked for; outbound-rtp.targetBitrate. Not in Firefox. */
  readonly targetBitrate: number | null
  /** ms that a packet waited to be sent: d(totalPacketSendDelay) / d(packetsSent). Not in Firefox. */
  readonly sendQueueMs: number | null
  /** Whether this encoding is to be sent; outbound-rtp.active. Not in Firefox. */
  readonly active: boolean | null
}

export function sending(interval: Interval<OutboundRtp> | null, { targetBitrate, active }: OutboundRtp): Sending {
  return {
    goodput: goodput(interval),
    targetBitrate,
    sendQueueMs: milliseconds(mean(interval, 'totalPacketSendDelay', 'packetsSent')),
    active,
  }
}

function goodput(interval: Interval<OutboundRtp> | null): number | null {
  if (interval === null) return null
  const sent = increase(interval, 'bytesSent')
  const again = increase(interval, 'retransmittedBytesSent')
  return sent === null || again === null ? null : (8 * Math.max(0, sent - again)) / interval.seconds
}
