/** A value that JSON can write. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Longest data that an application may attach to a presence or a call, in bytes of UTF-8, as JSON text. */
export const maxDataBytes = 4_096
/** Deepest nesting of lists and objects in it: whoever walks through it has stack enough. */
export const maxDataDepth = 16

/**
 * A copy of `value`, or `undefined` for anything that JSON would lose, change or not write: functions, dates, NaN, members that are
 * undefined, and what is too long or nested too deep.
 */
export function parseData(value: unknown): Json | undefined {
  if (!isJson(value, maxDataDepth)) return undefined
  const text = JSON.stringify(value)
  if (text.length > maxDataBytes || new TextEncoder().encode(text).length > maxDataBytes) return undefined
  const copy: Json = JSON.parse(text)
  return copy
}

/** Looks no deeper than `depth`, so that it ends on a cycle. */
function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return Array.from(value).every((element) => isJson(element, depth - 1))
  return isPlain(value) && Object.values(value).every((member) => isJson(member, depth - 1))
}

/** Also an object of another window; not one of a class, of which JSON would keep some members or none. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
