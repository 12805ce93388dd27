import type { DescriptionKind, Note, NoteEvent, Side } from '../../../src/negotiation/lib/note.ts'

export type Happening = readonly [Side, NoteEvent]

/** Notes of these events, one millisecond after another. */
export function notesOf(...events: readonly Happening[]): readonly Note[] {
  return events.map(([side, event], at) => ({ at, side, event }))
}

export function made(side: Side, kind: DescriptionKind, sdp = `o=${side}\r\na=ice-ufrag:${side}\r\n`): Happening {
  return [side, { type: 'description', sent: true, kind, negotiation: 1, sdp }]
}
