import type { EarshotErrorCode } from '@earshot/core'

/** What the user has asked for. */
export interface Wanted {
  readonly audio: boolean
  readonly video: boolean
}

/** Why there is no picture or sound from here, in words: what happened and what to do. */
export interface CaptureProblem {
  readonly title: string
  readonly advice: string
}

/** The problem behind an error code of `captureMedia`. */
export function describeCaptureProblem(code: EarshotErrorCode, wanted: Wanted): CaptureProblem {
  const device = deviceWords(wanted)
  switch (code) {
    case 'permission-denied':
      return {
        title: `This page may not use your ${device}`,
        advice: `Allow the ${device} for this site: in most browsers by the icon beside the address. Then try again.`,
      }
    case 'device-not-found':
      return { title: `No ${device} was found`, advice: 'Connect one, or switch it on, and try again.' }
    case 'device-in-use':
      return {
        title: `Your ${device} cannot be opened`,
        advice: 'Another program is using it, or the system has switched it off. Close the other program and try again.',
      }
    case 'over-constrained':
      return { title: `Your ${device} cannot do what was asked for`, advice: 'Connect another one and try again.' }
    case 'insecure-page':
      return {
        title: `The browser keeps the ${device} from this page, because its address is not secure`,
        advice: 'Open the page by its https:// address, or as http://localhost on the computer that serves it.',
      }
    default:
      return {
        title: `Your ${device} could not be started`,
        advice: 'Check that it works in another program, and try again.',
      }
  }
}

/** What was asked for, in words. */
export function deviceWords({ audio, video }: Wanted): string {
  if (audio && video) return 'camera and microphone'
  return video ? 'camera' : 'microphone'
}
