import { announcedStereo, announceStereo, decodeStereo, encodeAs, type OpusOptions } from '../media/opus.ts'

import { applyParameters } from './send-parameters.ts'
import { trackOf } from './slots.ts'
import type { TrackOptions } from './track-options.ts'

/** What the options of its tracks ask of a connection: senders are told, and descriptions carry what only they can. */
export class SentOptions {
  readonly #connection: RTCPeerConnection
  readonly #optionsOf: (track: MediaStreamTrack) => TrackOptions
  /** The last description of each side as it was made, and with the options of that moment. */
  #remote: Edited = { made: '', used: '' }
  #local: Edited = { made: '', used: '' }
  /** The sections in which this side's last description was to keep two channels, and those where its browser does not by itself. */
  #announced: ReadonlySet<string> = new Set()
  readonly #changed = new Set<string>()

  constructor(connection: RTCPeerConnection, optionsOf: (track: MediaStreamTrack) => TrackOptions) {
    this.#connection = connection
    this.#optionsOf = optionsOf
  }

  tellSenders(): void {
    for (const sender of this.#connection.getSenders()) {
      if (trackOf(sender) !== null) applyParameters(sender, () => this.#optionsOfSender(sender))
    }
  }

  /** Tells whether options have changed that only a description can carry. */
  get needNegotiation(): boolean {
    if (this.#connection.signalingState !== 'stable') return false
    const opus = this.#opus()
    if (encodeAs(this.#remote.made, opus) !== this.#remote.used) return true
    if (announceStereo(this.#local.made, opus) !== this.#local.used) return true
    const announced = announcedStereo(this.#remote.made)
    const asked = announced.size === this.#announced.size && [...announced].every((mid) => this.#announced.has(mid))
    return !asked && decodeStereo(this.#local.made, this.#stereo(announced)) !== this.#local.made
  }

  /** Applies the peer's description. */
  async setRemoteDescription(type: RTCSdpType, made: string): Promise<void> {
    const used = encodeAs(made, this.#opus())
    await this.#connection.setRemoteDescription({ type, sdp: used })
    this.#remote = { made, used }
  }

  /** Makes this side's description and applies it: returns it as it goes to the peer. */
  async setLocalDescription(type?: 'pranswer'): Promise<string> {
    this.#announced = announcedStereo(this.#remote.made)
    if (type !== undefined || this.#stereo(this.#announced).size > 0) await this.#setMade(type)
    else await this.#connection.setLocalDescription()
    const made = this.#connection.localDescription?.sdp ?? ''
    this.#local = { made, used: announceStereo(made, this.#opus()) }
    return this.#local.used
  }

  async #setMade(type?: 'pranswer'): Promise<void> {
    const connection = this.#connection
    const offers = connection.signalingState === 'stable'
    const made = await (offers ? connection.createOffer() : connection.createAnswer())
    const kind = type ?? made.type
    const sdp = made.sdp ?? ''
    for (const mid of this.#announced) if (decodeStereo(sdp, new Map([[mid, true]])) !== sdp) this.#changed.add(mid)
    const stereo = decodeStereo(sdp, this.#stereo(this.#announced))
    try {
      await connection.setLocalDescription({ type: kind, sdp: stereo })
    } catch (error) {
      // A browser that refuses a changed description plays one channel.
      if (stereo === sdp) throw error
      await connection.setLocalDescription({ type: kind, sdp })
    }
  }

  /** Chromium (seen in 156) goes on to say `stereo=1` by itself once it was made to. */
  #stereo(announced: ReadonlySet<string>): ReadonlyMap<string, boolean> {
    return new Map([...this.#changed, ...announced].map((mid) => [mid, announced.has(mid)]))
  }

  #opus(): ReadonlyMap<string, OpusOptions> {
    const opus = new Map<string, OpusOptions>()
    for (const { mid, sender } of this.#connection.getTransceivers()) {
      const { audio } = this.#optionsOfSender(sender)
      if (mid !== null && audio) opus.set(mid, audio)
    }
    return opus
  }

  #optionsOfSender(sender: RTCRtpSender): TrackOptions {
    const track = trackOf(sender)
    return track === null ? {} : this.#optionsOf(track)
  }
}

interface Edited {
  readonly made: string
  readonly used: string
}
