import { isId } from '@earshot/core/signaling'

export type RoomFromUrl =
  | { readonly type: 'room'; readonly room: string }
  | { readonly type: 'missing' }
  | { readonly type: 'bad'; readonly given: string }

/** The same rule as `isId`, for an input's `pattern` attribute. */
export const roomNamePattern = '[A-Za-z0-9_\\-]{1,64}'

/** The rule in words. */
export const roomNameRule = 'A room name has 1 to 64 letters without accents, digits, hyphens and underscores.'

/** Which room the query of a page's address names. */
export function roomFromSearch(search: string): RoomFromUrl {
  const given = new URLSearchParams(search).get('room')
  if (given === null || given === '') return { type: 'missing' }
  return isId(given) ? { type: 'room', room: given } : { type: 'bad', given }
}

/** A name that is easy to say and unlikely to be taken, for example `calm-heron-4821`. */
export function suggestRoomName(random: () => number): string {
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? 'room'
  return `${pick(adjectives)}-${pick(birds)}-${1000 + Math.floor(random() * 9000)}`
}

/** The nearest allowed name to what was given, or `null` where nothing is left of it. */
export function repairRoomName(given: string): string | null {
  const repaired = given
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
  return isId(repaired) ? repaired : null
}

const adjectives = ['calm', 'bright', 'early', 'gentle', 'golden', 'lucky', 'quick', 'quiet', 'silver', 'sunny', 'swift', 'warm']
const birds = ['finch', 'gull', 'heron', 'kite', 'lark', 'magpie', 'owl', 'robin', 'sparrow', 'swallow', 'tern', 'wren']
