/** Which of the two signaling engines of this server a page uses. Everyone in a room must use the same one. */
export type Via = 'socketio' | 'mqtt'

/** The one that the query of a page's address names with `via`. */
export function viaFromSearch(search: string): Via {
  return new URLSearchParams(search).get('via') === 'mqtt' ? 'mqtt' : 'socketio'
}

/** The query that leads into a room, over the same engine. */
export function roomQuery(room: string, via: Via): string {
  return `?room=${encodeURIComponent(room)}${via === 'mqtt' ? '&via=mqtt' : ''}`
}
