import type { Call } from '@earshot/core'

import { formatDuration } from '@earshot/ui'

/** How a call ended, as this page needs it. */
export interface CallEnding {
  readonly peerName: string
  readonly direction: Call['direction']
  readonly ended: NonNullable<Call['ended']>
  /** `null` where the call never got as far as being connected. */
  readonly talkedSeconds: number | null
}

/** Why the call is over and by whom, and what can be done. */
export function describeEnding({ peerName, direction, ended, talkedSeconds }: CallEnding): {
  readonly title: string
  readonly detail: string
} {
  const lasted = talkedSeconds === null ? '' : `The call lasted ${formatDuration(talkedSeconds)}.`
  const local = ended.by === 'local'
  switch (ended.reason) {
    case 'hung-up':
      if (talkedSeconds !== null) return { title: local ? 'You hung up' : `${peerName} hung up`, detail: lasted }
      if (local) return { title: `You stopped calling ${peerName}`, detail: '' }
      return direction === 'incoming'
        ? { title: `You missed a call from ${peerName}`, detail: 'The caller hung up before you answered.' }
        : { title: `${peerName} hung up`, detail: 'The call ended before it was connected.' }
    case 'declined':
      return local
        ? { title: `You declined the call from ${peerName}`, detail: '' }
        : { title: `${peerName} declined the call`, detail: 'You can try again later.' }
    case 'busy':
      return { title: `${peerName} is busy`, detail: 'They are in another call. Try again in a while.' }
    case 'unsupported':
      return {
        title: `${peerName} cannot be called`,
        detail: 'Their browser cannot make the connection. Ask them to reload the page.',
      }
    case 'no-answer':
      return direction === 'outgoing'
        ? { title: `${peerName} did not answer`, detail: 'They are in the room, but may not be at the screen.' }
        : { title: `You missed a call from ${peerName}`, detail: 'It rang until the time for answering was over.' }
    case 'left':
      return local
        ? { title: 'You left the room', detail: lasted }
        : { title: `${peerName} left the room`, detail: `${lasted} They can be called again when they are back.`.trim() }
    case 'replaced':
      return { title: `The call with ${peerName} was replaced by a new one`, detail: lasted }
    case 'failed':
      return {
        title: `The connection to ${peerName} failed`,
        detail: `${lasted} No path between the two networks works now. Check the network here and there, then call again.`.trim(),
      }
  }
}
