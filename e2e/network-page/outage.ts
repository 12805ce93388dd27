import { test, type Page } from '@playwright/test'

import type { Times } from './peer.ts'

/** When a network or a machine stopped, and when it went on; in milliseconds of the machine's clock. */
export interface Outage {
  readonly from: number
  readonly until: number
}

/** Attaches to the test what an outage cost both ends of a call, for the table of `pnpm soak network`. */
export async function noteCost(outage: Outage, pair: readonly [Page, Page]): Promise<void> {
  const ends = await Promise.all(pair.map((page) => page.evaluate(() => ({ times: peer.times, call: peer.states.at(-1) }))))
  const costs = ends.map(({ times }) => costOf(outage, times))
  const both = (name: keyof Cost): string => costs.map((cost) => cost[name]?.toFixed(1) ?? '-').join(' / ')
  const row = {
    'silent, s': both('silentS'),
    'first attempt after, s': both('attemptAfterS'),
    'media back after, s': both('backAfterS'),
    'room joined after, s': both('joinedAfterS'),
    call: ends.map(({ call }) => call).join(' / '),
  }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(row) })
}

/** `null` is what did not happen. */
interface Cost {
  /** From the last picture of before to the first of after. */
  readonly silentS: number | null
  /** From the cut to the first attempt at another path. */
  readonly attemptAfterS: number | null
  /** From the end of the outage to the first picture. */
  readonly backAfterS: number | null
  /** From the end of the outage until the room was joined again. */
  readonly joinedAfterS: number | null
}

function costOf({ from, until }: Outage, { pictures, attempts, joins }: Times): Cost {
  const [last, first] = longestPause(pictures, from)
  const seconds = (start: number | undefined, end: number | undefined): number | null =>
    start === undefined || end === undefined ? null : (end - start) / 1_000
  return {
    silentS: seconds(last, first),
    attemptAfterS: seconds(
      from,
      attempts.find((at) => at >= from),
    ),
    backAfterS: seconds(until, first),
    joinedAfterS: seconds(
      until,
      joins.findLast((at) => at >= until),
    ),
  }
}

/** What is shown just after a cut had arrived before it: the pause begins where it is longest. */
function longestPause(pictures: readonly number[], from: number): readonly [number?, number?] {
  let longest: readonly [number?, number?] = []
  for (const [index, next] of pictures.entries()) {
    const before = pictures[index - 1]
    if (before === undefined || next < from) continue
    const [last = 0, first = 0] = longest
    if (next - before > first - last) longest = [before, next]
  }
  return longest
}
