import type { SentSection } from '../signaling/message.ts'

/** Remote media of one media section. Keyed by `mid`, because streams and track ids change while a section lives. */
export interface RemoteTrack {
  /** The media section's id in the session description (RFC 8829 5.2.1). */
  readonly mid: string
  readonly track: MediaStreamTrack
  /** The streams the sender put the track in, which may be none. After a warm-up the stream of the callee has another id than at the callee. */
  readonly streams: readonly MediaStream[]
  readonly transceiver: RTCRtpTransceiver
  /** The sender's word for the track, given with `configure`; `null` when it gave none. */
  readonly label: string | null
}

export interface RemoteTracksListener {
  readonly onTrack: (track: RemoteTrack) => void
  readonly onRemoved: (track: RemoteTrack) => void
}

/** The peer's tracks, by media section: what a description lets it send, and it says that it sends. */
export class RemoteTracks {
  readonly #connection: RTCPeerConnection
  readonly #listener: RemoteTracksListener
  readonly #received = new Map<string, Omit<RemoteTrack, 'label'>>()
  readonly #shown = new Map<string, RemoteTrack>()
  #sections: ReadonlyMap<string, string | null> = new Map()
  #visible: boolean
  /** The first answer of this side was provisional, and is not final yet. */
  #provisional = false

  constructor(connection: RTCPeerConnection, visible: boolean, listener: RemoteTracksListener) {
    this.#connection = connection
    this.#visible = visible
    this.#listener = listener
    connection.addEventListener('track', ({ track, streams, transceiver }) => {
      if (transceiver.mid !== null) this.#receive({ mid: transceiver.mid, track, streams, transceiver })
    })
  }

  get shown(): ReadonlyMap<string, RemoteTrack> {
    return this.#shown
  }

  /** The call was accepted: until then nothing is shown. */
  show(): void {
    this.#visible = true
    this.update()
  }

  /** The peer's word, which takes effect with the description that it came with, or by `update`. */
  hear(sections: readonly SentSection[]): void {
    this.#sections = new Map(sections.map(({ mid, label }) => [mid, label]))
  }

  /** After every description that was applied. */
  update(): void {
    this.#provisional = this.#connection.signalingState === 'have-local-pranswer'
    this.#change()
  }

  #change(): void {
    this.#forgetEnded()
    for (const [mid, track] of this.#shown) {
      if (this.#received.has(mid) && this.#sections.has(mid)) continue
      this.#shown.delete(mid)
      this.#listener.onRemoved(track)
    }
    for (const [mid, received] of this.#received) {
      const label = this.#sections.get(mid)
      if (this.#visible && label !== undefined) this.#show({ ...received, label })
    }
  }

  #receive(received: Omit<RemoteTrack, 'label'>): void {
    const { mid, track, streams } = received
    // Chromium (seen in 156) takes the track out of its streams with a provisional answer that receives nothing, and announces it without them
    // with the final one.
    const kept = this.#provisional && streams.length === 0 ? (this.#received.get(mid)?.streams ?? []) : streams
    if (kept !== streams) for (const stream of kept) stream.addTrack(track)
    this.#received.set(mid, { ...received, streams: kept })
    this.#change()
  }

  #forgetEnded(): void {
    if (this.#connection.signalingState !== 'stable') return
    for (const [mid, { transceiver }] of this.#received) {
      const direction = transceiver.currentDirection
      if (direction !== 'sendrecv' && direction !== 'recvonly') this.#received.delete(mid)
    }
  }

  #show(track: RemoteTrack): void {
    const known = this.#shown.get(track.mid)
    if (known?.track === track.track && known.label === track.label && sameStreams(known.streams, track.streams)) return
    this.#shown.set(track.mid, track)
    this.#listener.onTrack(track)
  }
}

function sameStreams(left: readonly MediaStream[], right: readonly MediaStream[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id)
}
