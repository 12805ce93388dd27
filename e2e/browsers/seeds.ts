/** How long the run is: a slice in every test run, more of it with `pnpm soak`, one seed to replay a failure. */
export const operationCount: number = Number(process.env['EARSHOT_OPERATIONS'] ?? 80)

export const seeds: readonly number[] = parseSeeds(process.env['EARSHOT_SEEDS'] ?? '1')

/** `7`, `1,5,9` or `1-20`. */
export function parseSeeds(text: string): readonly number[] {
  const given = text.split(',').flatMap((part) => {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
    if (first === undefined) throw new TypeError(`EARSHOT_SEEDS is like 7 or 1,5,9 or 1-20, not ${text}`)
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index)
  })
  return [...new Set(given)]
}
