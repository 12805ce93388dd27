import { requireMediaElement, requireTrack } from '../arguments.ts'
import { Emitter, type Unsubscribe } from '../emitter.ts'

import { requireBrowser } from './browser-only.ts'
import { setSpeaker } from './speaker.ts'

/**
 * `blocked`: the browser wants a gesture of the user before it plays sound. `paused`: the browser or the system has stopped it,
 * as a phone call does. Both end with `resume()`.
 */
export type PlaybackState = 'idle' | 'starting' | 'playing' | 'blocked' | 'paused'

/** A track in a media element. */
export interface Playback {
  readonly state: PlaybackState
  /** Plays this track from now on, or nothing. */
  play(track: MediaStreamTrack | null): void
  /** Tries again. Call it from a click or a key, which is what browsers wait for. */
  resume(): void
  /** @throws EarshotError as `setSpeaker` */
  setSpeaker(deviceId: string): Promise<void>
  on<Type extends keyof PlaybackEvents>(type: Type, listener: (...values: PlaybackEvents[Type]) => void): Unsubscribe
  /** Takes the track out of the element. */
  close(): void
}

export interface PlaybackEvents {
  state: [state: PlaybackState]
}

/**
 * Plays a track, remote or local, in an element of its own: `<audio>` for sound, `<video>` for pictures. A video element is muted,
 * so that a browser that holds sound back still shows the picture.
 * @throws EarshotError `unsupported` where there is no page
 */
export function playTrack(element: HTMLMediaElement, track: MediaStreamTrack | null = null): Playback {
  requireBrowser('HTMLMediaElement')
  requireMediaElement('element', element)
  requirePlayable(track)
  const events = new Emitter<PlaybackEvents>({ state: null })
  let state: PlaybackState = 'idle'
  let playing: MediaStreamTrack | null = null
  let attempts = 0

  const enter = (next: PlaybackState): void => {
    if (next === state) return
    state = next
    events.emit('state', next)
  }
  const resume = (): void => {
    if (playing === null) return
    const attempt = ++attempts
    if (state !== 'playing') enter('starting')
    element.play().then(
      () => attempt === attempts && enter('playing'),
      (error: unknown) => attempt === attempts && enter(isBlocked(error) ? 'blocked' : 'paused'),
    )
  }
  const play = (next: MediaStreamTrack | null): void => {
    requirePlayable(next)
    if (next === playing) return
    playing = next
    attempts++
    element.srcObject = next === null ? null : new MediaStream([next])
    enter('idle')
    resume()
  }
  // A picture may be started by `autoplay`, later than by `play()`: when a hidden page is shown again.
  const onPlaying = (): void => void (playing !== null && enter('playing'))
  const onPause = (): void => void (state === 'playing' && enter(playing?.readyState === 'live' ? 'paused' : 'idle'))

  // Not by its class, which is another one for an element of another frame.
  if ('videoWidth' in element) Object.assign(element, { muted: true, playsInline: true, autoplay: true })
  element.addEventListener('playing', onPlaying)
  element.addEventListener('pause', onPause)
  play(track)

  return {
    get state() {
      return state
    },
    play,
    resume,
    setSpeaker: (deviceId) => setSpeaker(element, deviceId),
    on: events.on,
    close() {
      events.clear()
      play(null)
      element.removeEventListener('playing', onPlaying)
      element.removeEventListener('pause', onPause)
    },
  }
}

function requirePlayable(track: MediaStreamTrack | null): void {
  if (track !== null) requireTrack('track', track)
}

/** HTML, media elements, allowed to play. Every other reason passes: the track has changed, or the page is hidden. */
function isBlocked(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError'
}
