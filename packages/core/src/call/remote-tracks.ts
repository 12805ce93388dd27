/** Remote media of one media section. Keyed by `mid`, because streams and track ids change while a section lives. */
export interface RemoteTrack {
  /** The media section's id in the session description (RFC 8829 5.2.1). */
  readonly mid: string
  readonly track: MediaStreamTrack
  /** The streams the sender put the track in. May be empty. */
  readonly streams: readonly MediaStream[]
  readonly transceiver: RTCRtpTransceiver
}

export interface RemoteTracksListener {
  readonly onTrack: (track: RemoteTrack) => void
  readonly onRemoved: (track: RemoteTrack) => void
}

const none: ReadonlyMap<string, RemoteTrack> = new Map()

/** What the peer sends, by media section. While it rings the sections are there already, and nothing is in them yet: then they are not shown. */
export class RemoteTracks {
  readonly #connection: RTCPeerConnection
  readonly #listener: RemoteTracksListener
  readonly #tracks = new Map<string, RemoteTrack>()
  #shown: boolean
  /** Whether they are to be shown once it is known what is sent. */
  #wanted = false

  constructor(connection: RTCPeerConnection, shown: boolean, listener: RemoteTracksListener) {
    this.#connection = connection
    this.#shown = shown
    this.#listener = listener
    connection.addEventListener('track', ({ track, streams, transceiver }) => {
      if (transceiver.mid !== null) this.#add({ mid: transceiver.mid, track, streams, transceiver })
    })
  }

  get shown(): ReadonlyMap<string, RemoteTrack> {
    return this.#shown ? this.#tracks : none
  }

  show(): void {
    this.#wanted = true
    this.#reveal()
  }

  /** After every description that was applied. */
  update(): void {
    this.#removeEnded()
    this.#reveal()
  }

  /** A provisional answer names sections that the final one may not use. */
  #reveal(): void {
    if (!this.#wanted || this.#shown || this.#connection.signalingState === 'have-remote-pranswer') return
    this.#shown = true
    for (const track of this.#tracks.values()) this.#listener.onTrack(track)
  }

  #removeEnded(): void {
    if (this.#connection.signalingState !== 'stable') return
    for (const [mid, remote] of this.#tracks) {
      const direction = remote.transceiver.currentDirection
      if (direction === 'sendrecv' || direction === 'recvonly') continue
      this.#tracks.delete(mid)
      if (this.#shown) this.#listener.onRemoved(remote)
    }
  }

  #add(track: RemoteTrack): void {
    const known = this.#tracks.get(track.mid)
    this.#tracks.set(track.mid, track)
    const changed = known?.track !== track.track || !sameStreams(known.streams, track.streams)
    if (changed && this.#shown) this.#listener.onTrack(track)
  }
}

function sameStreams(left: readonly MediaStream[], right: readonly MediaStream[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id)
}
