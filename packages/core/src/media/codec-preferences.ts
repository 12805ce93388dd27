import { orderCodecs } from './codecs.ts'

/** MIME types in order of preference, for example `{ video: ['video/AV1', 'video/VP9'] }`. A kind left out is the browser's to order. */
export interface CodecPreferences {
  readonly audio?: readonly string[]
  readonly video?: readonly string[]
}

/** Puts the preferred codecs first in every media section of a connection. Takes effect with the next negotiation. */
export function applyCodecs(connection: RTCPeerConnection, preferences: CodecPreferences): void {
  for (const transceiver of connection.getTransceivers()) {
    const kind = transceiver.receiver.track.kind === 'audio' ? 'audio' : 'video'
    const preferred = preferences[kind]
    const available = RTCRtpReceiver.getCapabilities(kind)?.codecs
    if (preferred !== undefined && available !== undefined)
      transceiver.setCodecPreferences([...orderCodecs(available, preferred)])
  }
}
