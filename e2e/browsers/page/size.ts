/** How the offers of one side grew over a call. */
export interface OfferSize {
  /** Media sections in the last one: they are never removed from a description. */
  readonly sections: number
  /** Media sections that the tracks needed when they were most: of each kind as many as one side sent at once. */
  readonly needed: number
  /** Characters of the longest, without candidates. */
  readonly longest: number
  readonly offers: number
}

const kinds = ['audio', 'video'] as const

/** Looks at every offer made here. Offers only, because an answer is as short as what the other side can do. */
export function watchSize(connection: RTCPeerConnection): () => OfferSize {
  const most = new Map<string, number>()
  let [sections, longest, offers] = [0, 0, 0]
  connection.addEventListener('signalingstatechange', () => {
    const transceivers = connection.getTransceivers()
    for (const kind of kinds) {
      const own = transceivers.filter(({ receiver }) => receiver.track.kind === kind)
      most.set(kind, Math.max(most.get(kind) ?? 1, own.filter(sends).length, own.filter(receives).length))
    }
    const offer = connection.pendingLocalDescription
    if (offer?.type !== 'offer') return
    sections = transceivers.length
    longest = Math.max(longest, offer.sdp.replaceAll(/^a=candidate:.*\r\n/gm, '').length)
    offers += 1
  })
  return () => ({ sections, longest, offers, needed: [...most.values()].reduce((sum, count) => sum + count, 0) })
}

function sends({ direction }: RTCRtpTransceiver): boolean {
  return direction === 'sendrecv' || direction === 'sendonly'
}

function receives({ currentDirection }: RTCRtpTransceiver): boolean {
  return currentDirection === 'sendrecv' || currentDirection === 'recvonly'
}
