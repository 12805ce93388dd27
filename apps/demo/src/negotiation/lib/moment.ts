import type { Note, NoteEvent, Side } from './note.ts'

/** What kind of thing a moment is about: each has a look of its own beside its name. */
export type Topic = 'action' | 'call' | 'signaling' | 'description' | 'candidate' | 'ice' | 'dtls' | 'connection' | 'media'

/** One row of the time line. */
export interface Moment {
  readonly at: number
  /** Milliseconds since the row before, where that is long enough to be said. */
  readonly pauseMs: number | null
  readonly side: Side
  readonly topic: Topic
  readonly text: string
}

const longPauseMs = 400

export function moments(notes: readonly Note[]): readonly Moment[] {
  const rows: Moment[] = []
  for (const { at, side, event } of withoutRepeats(notes)) {
    const shown = describe(event)
    if (shown === null) continue
    const pause = at - (rows.at(-1)?.at ?? at)
    rows.push({ at, pauseMs: pause >= longPauseMs ? pause : null, side, ...shown })
  }
  return rows
}

/** A section's track is reported again when its streams change. */
function withoutRepeats(notes: readonly Note[]): readonly Note[] {
  const received = new Set<string>()
  return notes.filter(({ side, event }) => {
    if (event.type !== 'track' && event.type !== 'track-removed') return true
    const section = `${side} ${event.mid}`
    if (event.type === 'track-removed') return received.delete(section)
    const isNew = !received.has(section)
    received.add(section)
    return isNew
  })
}

function describe(event: NoteEvent): { readonly topic: Topic; readonly text: string } | null {
  switch (event.type) {
    case 'pressed':
      return { topic: 'action', text: actionNames[event.action] }
    case 'call':
      return { topic: 'call', text: `call ${event.state}` }
    case 'ready':
      return event.ready ? { topic: 'call', text: 'path ready' } : null
    case 'signaling':
      return { topic: 'signaling', text: event.state }
    case 'description':
      return { topic: 'description', text: `${event.sent ? 'made' : 'received'}: ${event.kind}` }
    case 'candidate':
      return { topic: 'candidate', text: `${event.kind} ${event.protocol} ${event.address}` }
    case 'candidate-error':
      return { topic: 'candidate', text: `${event.url}: ${event.errorText}` }
    case 'configuration':
      return event.error === null ? null : { topic: 'ice', text: `configuration: ${event.error}` }
    case 'track-failed':
      return { topic: 'media', text: `cannot send ${mediaNames[event.kind] ?? event.kind}: ${event.error}` }
    case 'ice-gathering':
      return { topic: 'ice', text: event.state === 'gathering' ? 'gathers candidates' : `gathering ${event.state}` }
    case 'ice':
      return { topic: 'ice', text: event.state }
    case 'dtls':
      return { topic: 'dtls', text: event.state }
    case 'connection':
      return { topic: 'connection', text: event.state }
    case 'control-channel':
      return { topic: 'call', text: 'control channel open' }
    case 'new-connection':
      return { topic: 'signaling', text: 'RTCPeerConnection made' }
    case 'track':
      return { topic: 'media', text: `receives ${mediaNames[event.kind] ?? event.kind}, section ${event.mid}` }
    case 'track-removed':
      return { topic: 'media', text: `receives ${mediaNames[event.kind] ?? event.kind} no more, section ${event.mid}` }
    case 'first-picture':
      return { topic: 'media', text: 'first picture shown' }
    case 'recovery':
      return { topic: 'ice', text: event.action }
    case 'first-frame': // the statistics tell of it up to their period late
    case 'warm-up':
      return null
  }
}

const mediaNames: Readonly<Record<string, string>> = { audio: 'sound', video: 'a picture' }

const actionNames = {
  ring: 'Ring',
  'accept-picture': 'Accept with picture',
  'accept-sound': 'Accept with sound only',
  decline: 'Decline',
  'hang-up': 'Hang up',
  'add-picture': 'Add a picture',
  'restart-ice': 'Restart ICE',
} as const
