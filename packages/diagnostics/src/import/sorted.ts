/** Index of the first of the sorted numbers that is not less than `least`; their count where there is none. */
export function lowerBound(sorted: readonly number[], least: number): number {
  let [first, last] = [0, sorted.length]
  while (first < last) {
    const middle = (first + last) >>> 1
    if ((sorted[middle] ?? Infinity) < least) first = middle + 1
    else last = middle
  }
  return first
}

/** Index of the one of the sorted numbers that is nearest to `value`. */
export function nearest(sorted: readonly number[], value: number): number {
  const after = lowerBound(sorted, value)
  const [below, above] = [sorted[after - 1] ?? -Infinity, sorted[after] ?? Infinity]
  return value - below <= above - value ? after - 1 : after
}

/** The numbers in order, without those that come less than `apart` after one that they then stand for. */
export function clustered(numbers: readonly number[], apart: number): readonly number[] {
  const clusters: number[] = []
  let first = -Infinity
  for (const number of Float64Array.from(numbers).toSorted()) {
    if (number - first < apart) clusters.pop()
    else first = number
    clusters.push(number)
  }
  return clusters
}
