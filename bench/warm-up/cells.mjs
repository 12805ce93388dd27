import { coturnInstalled } from '../../tools/net/coturn.mjs'

/**
 * One line of a table: the same call, again and again.
 *
 * @typedef {object} Cell
 * @property {Setting} setting
 * @property {Strategy} strategy
 *
 * @typedef {'none' | import('@earshot/core').WarmUpStrategy} Strategy
 *
 * @typedef {object} Setting
 * @property {number} signalingMs round trip between the peers over the signaling server
 * @property {number | null} relayMs round trip between the peers over the TURN server; `null` when they meet directly
 *
 * @typedef {import('../../tools/engines.mjs').Engine} Engine
 *
 * @typedef {{ readonly caller: Engine; readonly callee: Engine }} Pair
 */

const signalingMs = [0, 100, 200, 500]
const relayMs = 100
/** On the relayed path what is compared with no warm-up is one case; the others show whether it matters after accept where the server is. */
const comparedMs = 100

/**
 * @param {Pair} pair
 * @param {boolean} quick
 * @returns {readonly Cell[]}
 */
export function cellsFor({ caller, callee }, quick) {
  const provisional = caller === 'chromium' && callee === 'chromium'
  /** @type {readonly Strategy[]} */
  const warm = provisional ? ['pranswer', 'replace-track'] : ['replace-track']
  const direct = signalingMs.flatMap((ms) => cells({ signalingMs: ms, relayMs: null }, ['none', ...warm]))
  const compared = cells({ signalingMs: comparedMs, relayMs }, ['none', ...warm])
  const extremes = [0, 500].flatMap((ms) => cells({ signalingMs: ms, relayMs }, warm))
  if (!coturnInstalled) return quick ? direct.slice(0, warm.length + 1) : direct
  return quick ? compared : [...direct, ...compared, ...extremes]
}

/**
 * @param {Setting} setting
 * @param {readonly Strategy[]} strategies
 * @returns {readonly Cell[]}
 */
function cells(setting, strategies) {
  return strategies.map((strategy) => ({ setting, strategy }))
}
