import { bitrate, rate, share, type Interval } from '../interval.ts'
import type { InboundRtp } from '../reports/inbound-rtp.ts'
import type { OutboundRtp } from '../reports/outbound-rtp.ts'

/** How much of a track is on its way, in either direction. */
export interface Flow {
  /** bit/s of payload: 8 * d(bytesReceived or bytesSent) / dt. */
  readonly bitrate: number | null
  /** bit/s of payload, RTP headers and padding: as `bitrate`, with headerBytesReceived or headerBytesSent. Without IP, UDP and SRTP. */
  readonly wireBitrate: number | null
  /** 1/s; d(packetsReceived or packetsSent) / dt, retransmissions and padding included. */
  readonly packetRate: number | null
  /** 0..1 of the bytes were sent again: d(retransmittedBytesReceived or -Sent) / d(bytesReceived or bytesSent). */
  readonly retransmitShare: number | null
  /** 1/s; d(nackCount) / dt: retransmissions asked for, by this end of what it receives, by the remote end of what is sent. */
  readonly nackRate: number | null
}

export function inboundFlow(interval: Interval<InboundRtp> | null): Flow {
  const payload = bitrate(interval, 'bytesReceived')
  return {
    bitrate: payload,
    wireBitrate: withHeaders(payload, bitrate(interval, 'headerBytesReceived')),
    packetRate: rate(interval, 'packetsReceived'),
    retransmitShare: share(interval, 'retransmittedBytesReceived', 'bytesReceived'),
    nackRate: rate(interval, 'nackCount'),
  }
}

export function outboundFlow(interval: Interval<OutboundRtp> | null): Flow {
  const payload = bitrate(interval, 'bytesSent')
  return {
    bitrate: payload,
    wireBitrate: withHeaders(payload, bitrate(interval, 'headerBytesSent')),
    packetRate: rate(interval, 'packetsSent'),
    retransmitShare: share(interval, 'retransmittedBytesSent', 'bytesSent'),
    nackRate: rate(interval, 'nackCount'),
  }
}

function withHeaders(payload: number | null, header: number | null): number | null {
  return payload === null || header === null ? null : payload + header
}
