import { requireTrack } from '../arguments.ts'
import { releaseTrack, nothingMuted, useTrack, type Muted } from '../media/track-gate.ts'

import type { Connection } from './connection.ts'
import { trackOf, type OutgoingTrack } from './slots.ts'
import { checkTrackOptions, type TrackOptions } from './track-options.ts'

export interface CallOfTracks {
  /** The kinds that the room mutes in all of its calls. */
  readonly roomMuted: () => Muted
  /** A track that is sent has ended by itself. */
  readonly onEnded: (track: MediaStreamTrack) => void
}

/** What this side sends, whichever connection it is sent over. */
export class LocalTracks {
  readonly #call: CallOfTracks
  #tracks: readonly OutgoingTrack[] = []
  #muted = nothingMuted
  #closed = false
  /** The tracks that are muted with the call: those it sends, and those that a sender has not let go yet. */
  readonly #used = new Set<MediaStreamTrack>()
  /** What each sender was given last, also while that is on its way; `null` once it was taken away. */
  readonly #given = new WeakMap<RTCRtpSender, MediaStreamTrack | null>()
  /** The streams of a sender whose track was replaced, for the track that follows. */
  readonly #streams = new WeakMap<RTCRtpSender, readonly MediaStream[]>()
  /** The senders of newer connections that were made in place of one of an older. */
  readonly #successors = new WeakMap<RTCRtpSender, RTCRtpSender>()
  readonly #options = new WeakMap<MediaStreamTrack, TrackOptions>()
  /** The options of what a sender sent last, also while it sends nothing, for the track that follows. */
  readonly #optionsBefore = new WeakMap<RTCRtpSender, TrackOptions>()

  constructor(call: CallOfTracks) {
    this.#call = call
  }

  get all(): readonly OutgoingTrack[] {
    return this.#tracks
  }

  /** By the call itself or by the room. */
  get muted(): Muted {
    const room = this.#call.roomMuted()
    return { audio: this.#muted.audio || room.audio, video: this.#muted.video || room.video }
  }

  set(stream: MediaStream | undefined): void {
    this.#take(tracksOf(stream))
  }

  mute({ audio = this.#muted.audio, video = this.#muted.video }: Partial<Muted>): void {
    this.#muted = { audio, video }
    this.applyMuted()
  }

  optionsOf(track: MediaStreamTrack): TrackOptions {
    return this.#options.get(track) ?? {}
  }

  /** @throws TypeError when the track is not sent, or an option is malformed. */
  configure(connection: Connection, track: MediaStreamTrack, options: TrackOptions): void {
    requireTrack('track', track)
    checkTrackOptions(track.kind, options)
    const isSent = this.#tracks.some((local) => local.track === track) || this.senderOf(connection, track) !== undefined
    if (!isSent) throw new TypeError('`track` must be sent by this call: add it first.')
    this.#setOptions(track, { ...this.optionsOf(track), ...options })
  }

  add(connection: Connection, outgoing: OutgoingTrack): RTCRtpSender {
    const before = this.#tracks
    this.#take([...before, outgoing])
    try {
      const sender = connection.addTrack(outgoing)
      this.#given.set(sender, outgoing.track)
      return sender
    } catch (error) {
      this.#tracks = before
      this.#release(outgoing.track)
      throw error
    }
  }

  /** Also while the track is on its way to it, and no more once another one is. */
  senderOf(connection: Connection, track: MediaStreamTrack): RTCRtpSender | undefined {
    return connection.peerConnection.getSenders().find((sender) => this.#trackOf(sender) === track)
  }

  /** @throws TypeError when another sender than this one sends the track */
  requireUnsent(track: MediaStreamTrack, sender?: RTCRtpSender): void {
    if (sender !== undefined && this.#trackOf(sender) === track) return
    if (!this.#tracks.some((local) => local.track === track)) return
    throw new TypeError('`track` must be one that this call does not send yet: remove it first, or use another sender.')
  }

  remove(connection: Connection, sender: RTCRtpSender): void {
    const track = this.#trackOf(sender)
    this.#tracks = this.#tracks.filter((local) => local.track !== track)
    const present = this.#presentSender(connection, sender)
    const attached = present?.track === track
    this.#given.set(sender, null)
    if (present !== undefined) connection.removeTrack(present)
    if (track === null) return
    const release = () => this.#release(track)
    if (present === undefined || attached) release()
    // Still on its way to the sender: it stays as muted as it is until that has let it go again.
    else present.replaceTrack(null).then(release, release)
  }

  /** Stops sending a track, wherever it is sent. */
  drop(connection: Connection, track: MediaStreamTrack): void {
    const sender = this.senderOf(connection, track)
    if (sender !== undefined) return this.remove(connection, sender)
    this.#tracks = this.#tracks.filter((local) => local.track !== track)
    this.#release(track)
  }

  async replace(connection: Connection, sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const before = this.#trackOf(sender)
    const present = this.#presentSender(connection, sender)
    this.#give(sender, before, track)
    try {
      if (present !== undefined) await connection.replaceTrack(present, track)
      else if (track !== null) this.#sendAgain(connection, sender, track)
      // Removed meanwhile: what was on its way has arrived after all, and would keep the section from being used again.
      const removed = this.#given.get(sender) === null && track !== null
      if (removed && present !== undefined) await connection.replaceTrack(present, null)
    } catch (error) {
      if (this.#given.get(sender) === track) this.#give(sender, track, before)
      throw error
    } finally {
      // Not before: until then the sender has it, and it would be heard.
      this.#release(before)
      this.#release(track)
    }
  }

  applyMuted(): void {
    for (const track of this.#used) useTrack(track, this, this.muted[track.kind === 'audio' ? 'audio' : 'video'])
  }

  /** An ended call has no say any more. */
  close(): void {
    this.#closed = true
    this.#tracks = []
    for (const track of this.#used) this.#release(track)
  }

  #give(sender: RTCRtpSender, before: MediaStreamTrack | null, track: MediaStreamTrack | null): void {
    this.#given.set(sender, track)
    const streams = this.#tracks.find((local) => local.track === before)?.streams ?? this.#streams.get(sender) ?? []
    this.#streams.set(sender, streams)
    const others = this.#tracks.filter((local) => local.track !== before)
    if (before !== null) this.#optionsBefore.set(sender, this.optionsOf(before))
    const options = this.#optionsBefore.get(sender)
    if (track !== null && options !== undefined && !this.#options.has(track)) this.#setOptions(track, options)
    this.#take(track === null ? others : [...others, { track, streams }])
  }

  /** Whatever is muted is so before anything is attached to a sender. */
  #take(tracks: readonly OutgoingTrack[]): void {
    if (this.#closed) return
    this.#tracks = tracks
    for (const { track } of tracks) {
      this.#used.add(track)
      track.addEventListener('ended', this.#noticeEnded)
    }
    this.applyMuted()
  }

  #release(track: MediaStreamTrack | null): void {
    if (track === null || this.#tracks.some((local) => local.track === track)) return
    this.#used.delete(track)
    track.removeEventListener('ended', this.#noticeEnded)
    releaseTrack(track, this)
  }

  readonly #noticeEnded = ({ target }: Event): void => {
    const ended = this.#tracks.find(({ track }) => track === target)
    if (ended !== undefined) this.#call.onEnded(ended.track)
  }

  #setOptions(track: MediaStreamTrack, options: TrackOptions): void {
    this.#options.set(track, options)
    const { contentHint } = options
    if (contentHint !== undefined) track.contentHint = contentHint ?? ''
  }

  /** A sender of an older connection that was paused has no successor yet. */
  #sendAgain(connection: Connection, sender: RTCRtpSender, track: MediaStreamTrack): void {
    const successor = connection.addTrack({ track, streams: this.#streams.get(sender) ?? [] })
    this.#given.set(successor, track)
    this.#successors.set(sender, successor)
  }

  #trackOf(sender: RTCRtpSender): MediaStreamTrack | null {
    const given = this.#given.get(sender)
    return given === undefined ? trackOf(sender) : given
  }

  /** The sender itself, or the one that has taken its place in a new connection. */
  #presentSender(connection: Connection, sender: RTCRtpSender): RTCRtpSender | undefined {
    if (connection.peerConnection.getSenders().includes(sender)) return sender
    const successor = this.#successors.get(sender)
    if (successor !== undefined) return this.#presentSender(connection, successor)
    const track = this.#trackOf(sender)
    return track === null ? undefined : connection.senderOf(track)
  }
}

/** The tracks of a stream, each to be seen in that stream on the other side. One that has ended before has nothing to be seen. */
function tracksOf(stream: MediaStream | undefined): readonly OutgoingTrack[] {
  const live = stream?.getTracks().filter(({ readyState }) => readyState !== 'ended') ?? []
  return live.map((track) => ({ track, streams: stream === undefined ? [] : [stream] }))
}
