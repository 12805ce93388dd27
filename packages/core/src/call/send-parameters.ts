import type { EncodingOptions, TrackOptions } from './track-options.ts'

/**
 * Tells a sender what the options of its track say, unless it was told. One call of setParameters at a time, because each needs the parameters
 * as the one before has left them. What the browser refuses is told again when this is called again, at the latest after the next description.
 */
export function applyParameters(sender: RTCRtpSender, optionsOf: () => TrackOptions): void {
  const wanted = parametersOf(optionsOf())
  if (busy.has(sender) || same(wanted, takenOf(sender))) return
  busy.add(sender)
  tell(sender, wanted).then(
    () => {
      busy.delete(sender)
      applyParameters(sender, optionsOf)
    },
    () => {
      busy.delete(sender)
      if (!same(wanted, parametersOf(optionsOf()))) applyParameters(sender, optionsOf)
    },
  )
}

interface Parameters extends EncodingOptions {
  readonly degradationPreference?: RTCDegradationPreference
}

/** Parameters that each sender was told last. */
const taken = new WeakMap<RTCRtpSender, Parameters>()
const busy = new WeakSet<RTCRtpSender>()

function takenOf(sender: RTCRtpSender): Parameters {
  return taken.get(sender) ?? {}
}

function parametersOf({
  maxBitrate,
  maxFramerate,
  scaleResolutionDownBy,
  degradationPreference,
  encodings,
}: TrackOptions): Parameters {
  const all = { maxBitrate, maxFramerate, scaleResolutionDownBy, degradationPreference, ...encodings?.[0] }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}

function same(left: Parameters, right: Parameters): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

async function tell(sender: RTCRtpSender, wanted: Parameters): Promise<void> {
  try {
    await set(sender, wanted)
  } catch (error) {
    // The codec in use may not have this mode: the limits hold all the same.
    const { scalabilityMode, ...others } = wanted
    if (scalabilityMode !== undefined) await set(sender, others)
    throw error
  }
}

async function set(sender: RTCRtpSender, told: Parameters): Promise<void> {
  const { degradationPreference, ...wanted } = told
  const parameters = sender.getParameters()
  for (const encoding of parameters.encodings) {
    for (const name of Object.keys(takenOf(sender))) Reflect.deleteProperty(encoding, name)
    Object.assign(encoding, wanted)
  }
  if (degradationPreference !== undefined) parameters.degradationPreference = degradationPreference
  else if (takenOf(sender).degradationPreference !== undefined) delete parameters.degradationPreference
  await sender.setParameters(parameters)
  taken.set(sender, told)
}
