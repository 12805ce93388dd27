import type { Muted } from './call.ts'
import type { Connection } from './connection.ts'
import { trackOf, type OutgoingTrack } from './slots.ts'
import { checkTrackOptions, type TrackOptions } from './track-options.ts'

/** What this side sends, whichever connection it is sent over. */
export class LocalTracks {
  #tracks: readonly OutgoingTrack[]
  #muted: Muted = { audio: false, video: false }
  /** What each sender was given last, also while that is on its way; `null` once it was taken away. */
  readonly #given = new WeakMap<RTCRtpSender, MediaStreamTrack | null>()
  /** The streams of a sender whose track was replaced, for the track that follows. */
  readonly #streams = new WeakMap<RTCRtpSender, readonly MediaStream[]>()

  /** The senders of newer connections that were made in place of one of an older. */
  readonly #successors = new WeakMap<RTCRtpSender, RTCRtpSender>()
  readonly #options = new WeakMap<MediaStreamTrack, TrackOptions>()

  constructor(stream: MediaStream | undefined) {
    this.#tracks = tracksOf(stream)
  }

  get all(): readonly OutgoingTrack[] {
    return this.#tracks
  }

  get muted(): Muted {
    return this.#muted
  }

  set(stream: MediaStream | undefined): void {
    this.#tracks = tracksOf(stream)
    this.#applyMuted()
  }

  mute(muted: Partial<Muted>): void {
    this.#muted = { ...this.#muted, ...muted }
    this.#applyMuted()
  }

  labelOf(track: MediaStreamTrack): string | null {
    return this.#options.get(track)?.label ?? null
  }

  /** @throws TypeError when the track is not sent, or an option is malformed. */
  configure(track: MediaStreamTrack, options: TrackOptions): void {
    checkTrackOptions(options)
    if (!this.#tracks.some((local) => local.track === track))
      throw new TypeError('`track` must be sent by this call: add it first.')
    this.#options.set(track, { ...this.#options.get(track), ...options })
  }

  add(connection: Connection, outgoing: OutgoingTrack): RTCRtpSender {
    const sender = connection.addTrack(outgoing)
    this.#given.set(sender, outgoing.track)
    this.#tracks = [...this.#tracks, outgoing]
    this.#applyMuted()
    return sender
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

  /** Stops sending a track, wherever it is sent. */
  drop(connection: Connection, track: MediaStreamTrack): void {
    const sender = connection.senderOf(track)
    if (sender !== undefined) return this.remove(connection, sender)
    this.#tracks = this.#tracks.filter((local) => local.track !== track)
  }

  remove(connection: Connection, sender: RTCRtpSender): void {
    const track = this.#trackOf(sender)
    this.#tracks = this.#tracks.filter((local) => local.track !== track)
    const present = this.#presentSender(connection, sender)
    this.#given.set(sender, null)
    if (present !== undefined) connection.removeTrack(present)
  }

  async replace(connection: Connection, sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const before = this.#trackOf(sender)
    const present = this.#presentSender(connection, sender)
    this.#give(sender, before, track)
    try {
      if (present !== undefined) await connection.replaceTrack(present, track)
      else if (track !== null) this.#sendAgain(connection, sender, track)
    } catch (error) {
      if (this.#given.get(sender) === track) this.#give(sender, track, before)
      throw error
    }
    // Removed meanwhile: what was on its way has arrived after all, and would keep the section from being used again.
    const removed = this.#given.get(sender) === null && track !== null
    if (removed && present !== undefined) await connection.replaceTrack(present, null)
  }

  #give(sender: RTCRtpSender, before: MediaStreamTrack | null, track: MediaStreamTrack | null): void {
    this.#given.set(sender, track)
    const streams = this.#tracks.find((local) => local.track === before)?.streams ?? this.#streams.get(sender) ?? []
    this.#streams.set(sender, streams)
    const others = this.#tracks.filter((local) => local.track !== before)
    this.#tracks = track === null ? others : [...others, { track, streams }]
    const options = before === null ? undefined : this.#options.get(before)
    if (track !== null && options !== undefined && !this.#options.has(track)) this.#options.set(track, options)
    this.#applyMuted()
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

  #applyMuted(): void {
    for (const { track } of this.#tracks) track.enabled = !(track.kind === 'audio' ? this.#muted.audio : this.#muted.video)
  }
}

/** The tracks of a stream, each to be seen in that stream on the other side. One that has ended before has nothing to be seen. */
function tracksOf(stream: MediaStream | undefined): readonly OutgoingTrack[] {
  const live = stream?.getTracks().filter(({ readyState }) => readyState !== 'ended') ?? []
  return live.map((track) => ({ track, streams: stream === undefined ? [] : [stream] }))
}
