import { wrongArgument } from '../arguments.ts'

/** A value that JSON can write. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Longest data that an application may attach to a presence or a call, in bytes of UTF-8, as JSON text. */
export const maxDataBytes = 4_096
/** Deepest nesting of lists and objects in it: whoever walks through it has stack enough. */
export const maxDataDepth = 16

/**
 * A copy of `value`, or `undefined` for anything that JSON would lose, change or not write: functions, dates, NaN, cycles, and what is
 * too long or nested too deep. Members that are `undefined` are left out, as JSON does.
 */
export function parseData(value: unknown): Json | undefined {
  const text = write(value)
  if (text === undefined || text.length > maxDataBytes || new TextEncoder().encode(text).length > maxDataBytes) return undefined
  if (!isJson(value, maxDataDepth)) return undefined
  // Copied on by assignment, a member of this name would become a prototype.
  const copy: Json = JSON.parse(text, (name, member: unknown) => (name === '__proto__' ? undefined : member))
  return copy
}

/** @throws TypeError unless the application may attach it. Returns a copy. */
export function requireData(name: string, value: unknown): Json {
  const data = parseData(value)
  if (data !== undefined) return data
  const bytes = new TextEncoder().encode(write(value) ?? '').length
  const got = bytes > maxDataBytes ? `${bytes} bytes` : undefined
  throw wrongArgument(name, `JSON of at most ${maxDataBytes} bytes, nested at most ${maxDataDepth} deep`, value, got)
}

/** A cycle, a bigint and what is nested too deep for the browser's stack throw. */
function write(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return Array.from(value).every((element) => isJson(element, depth - 1))
  return isPlain(value) && Object.values(value).every((member) => member === undefined || isJson(member, depth - 1))
}

/** Also an object of another window; not one of a class, of which JSON would keep some members or none. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
