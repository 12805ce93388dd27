const stepsMs = [300, 1_200, 2_700, 4_800, 7_000]

/** How long to wait before the next attempt, when `failures` have failed in a row. Spread by chance, so that a room does not return as one. */
export function backOffMs(failures: number, random: () => number): number {
  const longest = stepsMs[Math.min(failures, stepsMs.length - 1)] ?? 0
  return longest * (0.5 + random() / 2)
}
