/** Longest display name that a room accepts. */
export const maxNameLength = 64

/** A name as it may be shown and sent: one line, no control or direction-changing characters, not too long. `null` where nothing is left. */
export function cleanName(given: string): string | null {
  const clean = given
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const short = cutAtCharacter(clean).trim()
  return short === '' ? null : short
}

/** A name for somebody who has not chosen one. */
export function suggestName(random: () => number): string {
  return `guest ${100 + Math.floor(random() * 900)}`
}

/** The first character as a reader sees it: an emoji of several code points is one. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name)
  return first === undefined ? '' : first.segment.toUpperCase()
}

/** Cuts between characters, never inside a surrogate pair. */
function cutAtCharacter(text: string): string {
  let cut = ''
  for (const character of text) {
    if (cut.length + character.length > maxNameLength) break
    cut += character
  }
  return cut
}
