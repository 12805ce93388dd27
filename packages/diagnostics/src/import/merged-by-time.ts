import type { Entry } from '../recording/entry.ts'

/** Entries of several sources in the order of time, each of them in that order already. What is of the same time comes source by source. */
export function* mergedByTime(sources: readonly Iterable<Entry>[]): Generator<Entry> {
  const iterators = sources.map((source) => source[Symbol.iterator]())
  const heads = iterators.map(nextOf)
  for (;;) {
    const first = heads.reduce<Entry | null>((earliest, head) => (isEarlier(head, earliest) ? head : earliest), null)
    if (first === null) return
    yield first
    const index = heads.indexOf(first)
    const iterator = iterators[index]
    heads[index] = iterator === undefined ? null : nextOf(iterator)
  }
}

function nextOf(iterator: Iterator<Entry>): Entry | null {
  const next = iterator.next()
  return next.done === true ? null : next.value
}

function isEarlier(one: Entry | null, other: Entry | null): boolean {
  return one !== null && (other === null || timeOf(one) < timeOf(other))
}

function timeOf(entry: Entry): number {
  return entry.type === 'report' ? entry.report.timestamp : entry.timestamp
}
