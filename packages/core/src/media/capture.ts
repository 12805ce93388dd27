import { requireBoolean, requireOptions } from '../arguments.ts'
import { EarshotError } from '../errors.ts'

import { abortable, requireSignal, type Abortable } from './abortable.ts'
import { requireBrowser } from './browser-only.ts'
import { captureError, captureErrorCode } from './capture-error.ts'
import type { MediaKind } from './lost-device.ts'

/** Devices to open, as W3C mediacapture-main has it. With neither `audio` nor `video`, camera and microphone. */
export interface CaptureOptions extends MediaStreamConstraints {
  /**
   * Goes on with the microphone alone, or the camera alone, where both were asked for and one of them is not there, in use, not allowed, or
   * cannot do what was asked for. `missing` says which. The browser may ask the user once more, for each alone.
   * @default false
   */
  readonly fallback?: boolean
}

/** A kind that was asked for and could not be opened, and why. */
export interface MissingMedia {
  readonly kind: MediaKind
  readonly error: EarshotError
}

export interface WithMissing {
  /** Empty, unless `fallback` went on without something. */
  readonly missing: readonly MissingMedia[]
}

export type CapturedStream = MediaStream & WithMissing

export const bothKinds: readonly MediaKind[] = ['audio', 'video']

/**
 * Opens camera and microphone: `getUserMedia` with errors a person can act on. `error.kind` is which of the two an error concerns, where that
 * can be told.
 * @param constraints W3C mediacapture-main. @default camera and microphone
 * @throws EarshotError `permission-denied`, `device-not-found`, `device-in-use`, `over-constrained`, `insecure-page`, `unsupported` or
 * `capture-failed`; with `fallback` only when nothing could be opened
 */
export async function captureMedia(constraints: CaptureOptions = {}, { signal }: Abortable = {}): Promise<CapturedStream> {
  requireOptions('constraints', constraints, '{ audio: true, video: true }')
  requireSignal(signal)
  signal?.throwIfAborted()
  const { fallback, ...wanted } = checkedCapture(constraints)
  try {
    return withMissing(await open(wanted, signal), [])
  } catch (error) {
    const kinds = wantedKinds(wanted)
    if (!fallback || kinds.length < 2 || !mayFallBack(error)) throw error
    return await openEach(kinds, wanted, error, signal)
  }
}

/** The options with their defaults. @throws TypeError */
export function checkedCapture({ fallback = false, ...wanted }: CaptureOptions): CaptureOptions {
  requireBoolean('fallback', fallback)
  const nothingSaid = wanted.audio === undefined && wanted.video === undefined
  return { ...wanted, ...(nothingSaid && { audio: true, video: true }), fallback }
}

export function wantedKinds(wanted: MediaStreamConstraints): readonly MediaKind[] {
  return bothKinds.filter((kind) => wanted[kind] !== undefined && wanted[kind] !== false)
}

/** Tells whether the other kind may still be had after this error: not on a page that may open nothing. */
export function mayFallBack(error: unknown): error is EarshotError {
  return error instanceof EarshotError && error.code !== 'insecure-page' && error.code !== 'unsupported'
}

export function withMissing<Value extends object>(value: Value, missing: readonly MissingMedia[]): Value & WithMissing {
  const marked = Object.assign(value, { missing })
  // A list of tracks stays equal to another with the same tracks.
  Object.defineProperty(marked, 'missing', { enumerable: false, writable: false })
  return marked
}

/** Browsers hide the whole interface on pages that are neither https nor localhost. @throws EarshotError `insecure-page` or `unsupported` */
export function mediaDevices(): MediaDevices {
  requireBrowser('MediaStream')
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) throw captureError('insecure-page', bothKinds)
  return devices
}

async function open(wanted: MediaStreamConstraints, signal: AbortSignal | undefined): Promise<MediaStream> {
  const opening = mediaDevices().getUserMedia(wanted)
  try {
    return await abortable(opening, signal)
  } catch (cause) {
    if (signal?.aborted) {
      // The browser goes on asking: what it still opens is closed again.
      opening.then(stopTracks, () => undefined)
      throw cause
    }
    if (cause instanceof TypeError) throw cause // malformed constraints: the programmer's mistake
    throw await errorOf(cause, wantedKinds(wanted))
  }
}

/** Each alone, one after the other. */
async function openEach(
  kinds: readonly MediaKind[],
  wanted: MediaStreamConstraints,
  error: EarshotError,
  signal: AbortSignal | undefined,
): Promise<CapturedStream> {
  const stream = new MediaStream()
  const missing: MissingMedia[] = []
  for (const kind of kinds) {
    try {
      for (const track of (await open({ [kind]: wanted[kind] }, signal)).getTracks()) stream.addTrack(track)
    } catch (reason) {
      if (mayFallBack(reason)) missing.push({ kind, error: reason })
      else {
        stopTracks(stream)
        throw reason
      }
    }
  }
  if (missing.length === kinds.length) throw error
  return withMissing(stream, missing)
}

/** Browsers do not say which of the two it is; what is connected does, for one that is not there. */
async function errorOf(cause: unknown, kinds: readonly MediaKind[]): Promise<EarshotError> {
  const code = captureErrorCode(cause instanceof Error ? cause.name : '')
  if (code !== 'device-not-found' || kinds.length < 2) return captureError(code, kinds, { cause })
  const connected = await mediaDevices()
    .enumerateDevices()
    .catch(() => [])
  const absent = kinds.filter((kind) => !connected.some((device) => device.kind === `${kind}input`))
  const [present] = kinds.filter((kind) => !absent.includes(kind))
  if (absent.length === 0 || present === undefined) return captureError(code, kinds, { cause })
  return captureError(code, absent, { cause, instead: `call captureMedia({ ${present}: true })` })
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
