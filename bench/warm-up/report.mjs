/**
 * @typedef {import('./cells.mjs').Cell} Cell
 * @typedef {import('./cells.mjs').Setting} Setting
 * @typedef {import('./measure.mjs').Run} Run
 * @typedef {{ readonly cell: Cell; readonly runs: readonly Run[] }} Measured
 */

/** @type {ReadonlyArray<readonly [string, keyof Run]>} */
const quantities = [
  ['accept to first frame, caller', 'atCaller'],
  ['accept to first frame, callee', 'atCallee'],
  ['invite to path', 'path'],
]

/**
 * A table in Markdown: medians in milliseconds with the shortest and the longest, and how they compare with no warm-up.
 *
 * @param {readonly Measured[]} measured
 * @returns {string}
 */
export function tableOf(measured) {
  const head = ['path', 'signaling', 'warm-up', ...quantities.flatMap(([name]) => [name, 'of none']), 'runs']
  const rows = measured.map(({ cell, runs }) => {
    const none =
      measured.find(({ cell: other }) => sameSetting(other.setting, cell.setting) && other.strategy === 'none')?.runs ?? []
    const cells = quantities.flatMap(([, quantity]) => [spread(runs, quantity), ratio(runs, none, quantity)])
    const { signalingMs, relayMs } = cell.setting
    return [
      relayMs === null ? 'direct' : `relayed, ${relayMs}`,
      String(signalingMs),
      cell.strategy,
      ...cells,
      String(runs.length),
    ]
  })
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/**
 * What the farthest signaling server costs after accept, on each path.
 *
 * @param {readonly Measured[]} measured
 * @returns {string}
 */
export function dependenceOf(measured) {
  const farthest = Math.max(...measured.map(({ cell }) => cell.setting.signalingMs))
  const lines = measured.flatMap(({ cell: { setting, strategy }, runs }) => {
    const near = measured.find(
      ({ cell }) => cell.strategy === strategy && sameSetting(cell.setting, { ...setting, signalingMs: 0 }),
    )
    if (setting.signalingMs !== farthest || near === undefined) return []
    const [caller, callee] = [ratio(runs, near.runs, 'atCaller'), ratio(runs, near.runs, 'atCallee')]
    return [
      `${pathOf(setting)}, ${strategy}: with signaling at ${farthest} ms ${caller} / ${callee} (caller / callee) of its time at 0 ms`,
    ]
  })
  return lines.join('\n')
}

/**
 * @param {Setting} one
 * @param {Setting} other
 */
function sameSetting(one, other) {
  return one.relayMs === other.relayMs && one.signalingMs === other.signalingMs
}

/** @param {Setting} setting */
function pathOf({ relayMs }) {
  return relayMs === null ? 'direct' : `relayed, ${relayMs}`
}

/**
 * @param {readonly Run[]} runs
 * @param {keyof Run} quantity
 */
function spread(runs, quantity) {
  const values = runs.map((run) => run[quantity])
  if (values.length === 0) return '-'
  return `${Math.round(median(values))} (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`
}

/**
 * @param {readonly Run[]} runs
 * @param {readonly Run[]} base
 * @param {keyof Run} quantity
 */
function ratio(runs, base, quantity) {
  if (runs.length === 0 || base.length === 0) return '-'
  return (median(runs.map((run) => run[quantity])) / median(base.map((run) => run[quantity]))).toFixed(2)
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
}
