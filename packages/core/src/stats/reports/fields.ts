/** What every entry that a rate is made of has. */
export interface Reading {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

// Engines differ and change, so nothing is taken on trust: a member of another type counts as absent.

/** A count or a gauge: never negative. */
export function count(member: unknown): number | null {
  return typeof member === 'number' && member >= 0 && member <= Number.MAX_SAFE_INTEGER ? member : null
}

export function signed(member: unknown): number | null {
  return typeof member === 'number' && Number.isFinite(member) ? member : null
}

export function text(member: unknown): string | null {
  return typeof member === 'string' ? member : null
}

export function flag(member: unknown): boolean | null {
  return typeof member === 'boolean' ? member : null
}

export function oneOf<Word extends string>(member: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === member) ?? null
}

/** A count within a member that is a record of counts, such as qualityLimitationDurations. */
export function countIn(member: unknown, name: string): number | null {
  if (typeof member !== 'object' || member === null) return null
  for (const [key, value] of Object.entries(member)) if (key === name) return count(value)
  return null
}
