import { wrongArgument } from '../arguments.ts'

/** The senders of a call over all its connections, with the kind that each was made for: by its transceiver, since its track may be none. */
export class KnownSenders {
  readonly #kindsOfOlder = new WeakMap<object, string>()

  /** The connection is about to be closed: its senders stand for those that take their place. */
  remember(connection: RTCPeerConnection): void {
    for (const { sender, receiver } of connection.getTransceivers()) this.#kindsOfOlder.set(sender, receiver.track.kind)
  }

  /** @throws TypeError unless the sender is of this call */
  kindOf(connection: RTCPeerConnection, sender: RTCRtpSender): string {
    const present = connection.getTransceivers().find((transceiver) => transceiver.sender === sender)
    const isObject = typeof sender === 'object' && sender !== null
    const kind = present?.receiver.track.kind ?? (isObject ? this.#kindsOfOlder.get(sender) : undefined)
    if (kind === undefined)
      throw wrongArgument('sender', 'an RTCRtpSender of this call, as addTrack and senderOf return it', sender)
    return kind
  }
}
