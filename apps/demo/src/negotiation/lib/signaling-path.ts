import type { Note, Side } from './note.ts'

/** How one peer went through the signaling states. */
export interface SignalingPath {
  /** `null` while there is no connection. */
  readonly present: RTCSignalingState | null
  /** Which steps of the way led to a state, counted from 1. */
  readonly passed: ReadonlyMap<RTCSignalingState, readonly number[]>
}

export function signalingPath(notes: readonly Note[], side: Side): SignalingPath {
  const passed = new Map<RTCSignalingState, readonly number[]>()
  let present: RTCSignalingState | null = null
  let steps = 0
  for (const { side: whose, event } of notes) {
    if (whose !== side) continue
    if (event.type === 'call' && event.state === 'ended') present = 'closed'
    const next = stateAfter(event)
    if (next === null) continue
    present = next
    steps += 1
    passed.set(next, [...(passed.get(next) ?? []), steps])
  }
  return { present, passed }
}

function stateAfter(event: Note['event']): RTCSignalingState | null {
  if (event.type === 'new-connection') return 'stable'
  return event.type === 'signaling' ? event.state : null
}
