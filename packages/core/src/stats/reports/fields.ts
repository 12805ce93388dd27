import * as v from 'valibot'

import { sum } from '../interval.ts'

/** What every report has. */
export interface Report {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** The members of one report. Engines differ and change, so nothing is taken on trust: a member of another type counts as absent. */
export interface Fields extends Report {
  /** A count or a gauge: never negative. `part` names a member of the member. */
  number(name: string, part?: string): number | null
  /** Of the counts that are there. */
  sum(...names: readonly string[]): number | null
  /** Many at once. */
  read<Output>(schema: v.GenericSchema<unknown, Output>): Output
  signed(name: string): number | null
  text(name: string): string | null
  /** `null` where the member is absent. */
  flag(name: string): boolean | null
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | null
}

/** A count or a gauge, `null` for anything else. */
export const counter: v.GenericSchema<unknown, number | null> = v.fallback(
  v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))),
  null,
)

export function readFields(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null) return null
  const members = new Map<string, unknown>(Object.entries(value))
  const id = members.get('id')
  const timestamp = members.get('timestamp')
  if (typeof id !== 'string' || typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return null
  const typed = <Type>(name: string, is: (member: unknown) => member is Type): Type | null => {
    const member = members.get(name)
    return is(member) ? member : null
  }
  return {
    id,
    timestamp,
    number: (name, part) => (part === undefined ? typed(name, isCount) : count(partOf(members.get(name), part))),
    sum: (...names) => sum(names.map((name) => typed(name, isCount))),
    read: (schema) => v.parse(schema, value),
    signed: (name) => typed(name, isFiniteNumber),
    text: (name) => typed(name, (member) => typeof member === 'string'),
    flag: (name) => typed(name, (member) => typeof member === 'boolean'),
    oneOf: (name, words) => words.find((word) => word === members.get(name)) ?? null,
  }
}

function isCount(value: unknown): value is number {
  return isFiniteNumber(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function partOf(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null ? new Map<string, unknown>(Object.entries(record)).get(name) : null
}

function count(value: unknown): number | null {
  return isCount(value) ? value : null
}
