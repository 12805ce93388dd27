import { requireOptions, wrongArgument } from '../arguments.ts'

/**
 * Milliseconds of media that receivers try to keep before they play it (webrtc-extensions RTCRtpReceiver.jitterBufferTarget): more is smoother and
 * later. From 0 to 4,000; `null` leaves it to the browser. Members left out stay as they are.
 */
export interface JitterBufferTarget {
  readonly audio?: number | null
  readonly video?: number | null
}

/** @throws TypeError unless every target is what it must be. */
export function requireJitterBufferTarget(targets: JitterBufferTarget): void {
  requireOptions('targets', targets, '{ audio: 200 }')
  for (const kind of ['audio', 'video'] as const) {
    const target = targets[kind] ?? 0
    const fits = typeof target === 'number' && target >= 0 && target <= longestMs
    if (!fits) throw wrongArgument(kind, `a number of milliseconds from 0 to ${longestMs}, or null`, target)
  }
}

/** Also for receivers that came since the last time. */
export function applyJitterBufferTarget(connection: RTCPeerConnection, targets: JitterBufferTarget): void {
  for (const receiver of connection.getReceivers()) {
    const target = receiver.track.kind === 'audio' ? targets.audio : targets.video
    if (target !== undefined && receiver.jitterBufferTarget !== target) receiver.jitterBufferTarget = target
  }
}

const longestMs = 4_000
