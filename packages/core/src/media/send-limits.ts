import { requireOptions, requirePositive, wrongArgument } from '../arguments.ts'

/** Limits of what one sender sends. Members left out stay as they are; `null` takes a limit away. */
export interface SendLimits {
  /** bit/s (webrtc-pc RTCRtpEncodingParameters.maxBitrate). */
  readonly maxBitrate?: number | null
  /** Frames per second. */
  readonly maxFramerate?: number | null
  /** 1 is full size, 2 half of each side. */
  readonly scaleResolutionDownBy?: number
  /** What to give up first when there is too little of it (mst-content-hint RTCDegradationPreference). */
  readonly degradationPreference?: RTCDegradationPreference
}

/** Applies limits to every encoding of a sender, without negotiation. Rejects as `RTCRtpSender.setParameters` does. */
export async function limitSending(sender: RTCRtpSender, limits: SendLimits): Promise<void> {
  requireLimits(sender, limits)
  const parameters = sender.getParameters()
  for (const encoding of parameters.encodings) {
    if (limits.maxBitrate === null) delete encoding.maxBitrate
    else if (limits.maxBitrate !== undefined) encoding.maxBitrate = limits.maxBitrate
    if (limits.maxFramerate === null) delete encoding.maxFramerate
    else if (limits.maxFramerate !== undefined) encoding.maxFramerate = limits.maxFramerate
    if (limits.scaleResolutionDownBy !== undefined) encoding.scaleResolutionDownBy = limits.scaleResolutionDownBy
  }
  if (limits.degradationPreference !== undefined) parameters.degradationPreference = limits.degradationPreference
  await sender.setParameters(parameters)
}

function requireLimits(sender: RTCRtpSender, limits: SendLimits): void {
  const isSender = typeof sender === 'object' && sender !== null && 'getParameters' in sender
  if (!isSender) throw wrongArgument('sender', 'an RTCRtpSender', sender)
  requireOptions('limits', limits, '{ maxBitrate: 500_000 }')
  for (const name of ['maxBitrate', 'maxFramerate', 'scaleResolutionDownBy'] as const) {
    const limit = limits[name]
    if (limit !== undefined && limit !== null) requirePositive(name, limit)
  }
}
