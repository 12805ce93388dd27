import type { Unsubscribe } from '../emitter.ts'

import type { MediaKind } from './lost-device.ts'

/** A change of what there is to send. */
export interface TrackChange {
  readonly kind: MediaKind
  readonly track: MediaStreamTrack | null
  readonly previous: MediaStreamTrack | null
  readonly reason: 'captured' | 'switched' | 'stopped' | 'lost' | 'regained'
}

/** What media is sent over: a `Call`. */
export interface MediaTarget {
  readonly direction: 'outgoing' | 'incoming'
  readonly state: string
  readonly held?: boolean
  readonly peerConnection: { getSenders(): RTCRtpSender[] }
  senderOf(track: MediaStreamTrack): RTCRtpSender | undefined
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender
  removeTrack(sender: RTCRtpSender): void
  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void>
}

export interface SendOptions {
  /**
   * What the other side gets of a lost device. `remove`: the track goes, and the other side sees that. `pause`: nothing is
   * negotiated, and the picture stands still until the device is back.
   * @default 'remove'
   */
  readonly whenLost?: 'remove' | 'pause'
}

/** The streams that calls follow. */
const followed = new WeakMap<MediaTarget, Set<MediaStream>>()

/** Tells whether the call follows a local media that has this track: what becomes of it is decided there. */
export function isFollowed(call: MediaTarget, track: MediaStreamTrack): boolean {
  return [...(followed.get(call) ?? [])].some((stream) => stream.getTracks().includes(track))
}

/** Notes that a call follows this stream, until the returned function is called. */
export function follow(call: MediaTarget, stream: MediaStream): Unsubscribe {
  const streams = followed.get(call) ?? new Set()
  followed.set(call, streams.add(stream))
  return () => void streams.delete(stream)
}

/** Makes a call send what there is: settles when it does. */
export function sendChangesTo(
  call: MediaTarget,
  stream: MediaStream,
  { whenLost = 'remove' }: SendOptions = {},
): (change: TrackChange) => Promise<void> {
  const paused = new Map<MediaKind, RTCRtpSender>()

  return async ({ kind, track, previous, reason }) => {
    // An incoming call that rings sends nothing yet: it is accepted with the stream as it is then.
    if (call.state === 'ended' || (call.direction === 'incoming' && call.state === 'ringing')) return
    const sender = previous === null ? freeSender(call, paused.get(kind)) : call.senderOf(previous)
    if (track === null) {
      if (sender === undefined) return
      const pause = call.held === true || (reason === 'lost' && whenLost === 'pause')
      if (!pause) return call.removeTrack(sender)
      paused.set(kind, sender)
      return call.replaceTrack(sender, null)
    }
    paused.delete(kind)
    if (sender === undefined) call.addTrack(track, stream)
    else await call.replaceTrack(sender, track)
  }
}

/** The paused sender, unless it is gone or something else has taken it meanwhile. */
function freeSender({ peerConnection }: MediaTarget, paused: RTCRtpSender | undefined): RTCRtpSender | undefined {
  return peerConnection.getSenders().find((sender) => sender === paused && sender.track === null)
}
