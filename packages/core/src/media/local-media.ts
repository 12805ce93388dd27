import { requireOneOf, requireOptions } from '../arguments.ts'
import type { Clock } from '../clock.ts'
import type { Unsubscribe } from '../emitter.ts'

import type { Abortable } from './abortable.ts'
import { requireBrowser } from './browser-only.ts'
import type { CaptureOptions, WithMissing } from './capture.ts'
import { LocalMediaSession } from './local-media-session.ts'
import type { Muted } from './track-gate.ts'
import type { LostDevice, MediaKind, Reacquire } from './lost-device.ts'
import type { MediaTarget, SendOptions, TrackChange } from './send-media.ts'

export type CapturedTracks = readonly MediaStreamTrack[] & WithMissing

/** The camera and microphone of this page: at most one of each at a time. */
export interface LocalMedia {
  /** The same stream throughout: its tracks come and go. */
  readonly stream: MediaStream
  /** What is open now, by kind. */
  readonly tracks: ReadonlyMap<MediaKind, MediaStreamTrack>
  /** What went away while it was used, and did not come back yet. */
  readonly lost: ReadonlyMap<MediaKind, LostDevice>

  /**
   * Opens what is wanted and not open yet, and resolves with what it opened. What `fallback` went on without may be opened by a later one.
   * @throws EarshotError as `captureMedia`
   */
  capture(wanted?: CaptureOptions, options?: Abortable): Promise<CapturedTracks>
  /**
   * Changes to another camera or microphone, also during a call, where nothing is negotiated for it. The old one is closed once
   * the new one works; where the system can open only one at a time, as phones do, before it.
   * @throws EarshotError as `captureMedia`; the old device goes on where it can.
   */
  use(kind: MediaKind, deviceId: string, options?: Abortable): Promise<MediaStreamTrack>
  /**
   * Silences the microphone or blackens the camera without closing it, now and for the devices that follow. Members left out stay as they
   * are. What the page has switched off itself (`track.enabled`) stays off when another device takes its place.
   * @throws TypeError
   */
  setMuted(muted: Partial<Muted>): void
  /** Closes the device, or both, and gives up what waits for it. */
  stop(kind?: MediaKind): void
  /** Makes a call follow what is open here, until the returned function is called. The call was made or is accepted with `stream`. */
  sendTo(call: MediaTarget, options?: SendOptions): Unsubscribe

  on<Type extends keyof LocalMediaEvents>(type: Type, listener: (...values: LocalMediaEvents[Type]) => void): Unsubscribe
  /** Stops everything, for good. */
  close(): void
}

export interface LocalMediaEvents {
  /** Another track, or none, is what is open now. */
  track: [change: TrackChange]
  /**
   * A device was unplugged, switched off, or its permission withdrawn. The other kind is not affected. Waits for a listener while the
   * device is lost.
   */
  lost: [device: LostDevice]
  /** By `reacquire`: the lost device is back, or another one has taken its place. */
  regained: [device: LostDevice, track: MediaStreamTrack]
  /** The system holds the device back for a while, as during a phone call, or gives it again. */
  interrupted: [kind: MediaKind, interrupted: boolean]
}

export interface LocalMediaOptions {
  /** What takes the place of a lost device by itself, for each kind. @default 'never' */
  readonly reacquire?: Partial<Record<MediaKind, Reacquire>>
  readonly clock?: Clock
}

/**
 * Camera and microphone as one thing that calls can follow. Nothing is opened before `capture` or `use`.
 * @throws EarshotError `unsupported` where there is no page
 */
export function localMedia(options: LocalMediaOptions = {}): LocalMedia {
  requireBrowser('MediaStream')
  requireOptions('options', options, "{ reacquire: { audio: 'any-device' } }")
  for (const reacquire of Object.values(options.reacquire ?? {})) {
    requireOneOf('reacquire', reacquire, ['never', 'same-device', 'any-device'])
  }
  return new LocalMediaSession(options)
}
