import { diffArrays } from 'diff'

export type DiffLine =
  | { readonly type: 'same' | 'added' | 'removed'; readonly text: string }
  /** So many lines that are the same, and are left out. */
  | { readonly type: 'left-out'; readonly count: number }

/** Lines around a change that are shown with it. */
const context = 2

/** What was added and removed between two texts. Without a text before, everything is as it is: there is nothing to compare with. */
export function lineDiff(before: readonly string[] | null, after: readonly string[]): readonly DiffLine[] {
  if (before === null) return after.map((text) => ({ type: 'same', text }))
  return diffArrays([...before], [...after]).flatMap(({ value, added, removed }) =>
    value.map((text) => ({ type: added ? 'added' : removed ? 'removed' : 'same', text }) as const),
  )
}

/** The changes with a little around them. */
export function onlyChanges(lines: readonly DiffLine[]): readonly DiffLine[] {
  const shown = lines.map((_, index) => lines.slice(Math.max(0, index - context), index + context + 1).some(isChange))
  const result: DiffLine[] = []
  for (const [index, line] of lines.entries()) {
    const last = result.at(-1)
    if (shown[index]) result.push(line)
    else if (last?.type === 'left-out') result[result.length - 1] = { type: 'left-out', count: last.count + 1 }
    else result.push({ type: 'left-out', count: 1 })
  }
  return result
}

export function countChanges(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  const count = (wanted: DiffLine['type']): number => lines.filter(({ type }) => type === wanted).length
  return { added: count('added'), removed: count('removed') }
}

function isChange({ type }: DiffLine): boolean {
  return type === 'added' || type === 'removed'
}
