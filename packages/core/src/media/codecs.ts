interface NamedCodec {
  readonly mimeType: string
}

/** What accompanies a codec and is none itself: it stays behind the codecs, in its own order. */
const companions = /\/(rtx|red|ulpfec|flexfec-03|telephone-event|CN)$/i

/**
 * The codecs a browser can use, with the preferred ones first, for `RTCRtpTransceiver.setCodecPreferences`. None is left out, so that the
 * two sides always find a common one. Names are MIME types such as `video/VP9`, without regard to case; unknown ones are passed over.
 */
export function orderCodecs<Codec extends NamedCodec>(
  available: readonly Codec[],
  preferred: readonly string[],
): readonly Codec[] {
  const codecs = available.filter(({ mimeType }) => !companions.test(mimeType))
  const wanted = preferred.flatMap((name) => codecs.filter(({ mimeType }) => mimeType.toLowerCase() === name.toLowerCase()))
  return [...new Set([...wanted, ...codecs, ...available])]
}
