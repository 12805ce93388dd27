import { requireOptions, wrongArgument } from '../arguments.ts'
import { maxLabelLength } from '../signaling/message.ts'

/** How a call describes and sends one of its tracks. Members left out stay as they are. */
export interface TrackOptions {
  /** The application's word for the track, such as `'screen'`: the peer has it as `RemoteTrack.label`. Up to 64 characters; `null` takes it away. */
  readonly label?: string | null
}

/** @throws TypeError unless every option is what it must be. */
export function checkTrackOptions(options: TrackOptions): void {
  requireOptions('options', options, "{ label: 'screen' }")
  const { label } = options
  const isLabel = typeof label === 'string' && label.length <= maxLabelLength
  if (!isLabel && label !== undefined && label !== null) {
    throw wrongArgument('label', `a string of up to ${maxLabelLength} characters, or null`, label)
  }
}
