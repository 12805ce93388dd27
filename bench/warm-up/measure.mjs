import { setTimeout as passes } from 'node:timers/promises'

/**
 * What one call took, in milliseconds.
 *
 * @typedef {object} Run
 * @property {number} atCaller from accept to the first frame of the callee at the caller
 * @property {number} atCallee from accept to the first frame of the caller at the callee
 * @property {number} path from the invitation until the path was there at both, without the time the callee let it ring in vain
 */

/** Longer than what still happens at the moment a path is there, or a call rings. */
const hesitationMs = 200

/**
 * One call in a room of its own, so that no call is the sixth of a minute, which rings cold.
 *
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./cells.mjs').Cell} cell
 * @returns {Promise<Run>}
 */
export async function measure({ caller, callee, signalingUrl, delay, configuration }, { setting, strategy }) {
  const room = crypto.randomUUID()
  delay(null)
  for (const [end, page] of [caller, callee].entries()) {
    const place = { room, peerId: end === 0 ? 'caller' : 'callee', signalingUrl, configuration: configuration(setting, end) }
    await page.evaluate((where) => measured.join(where), place)
  }
  try {
    delay(setting)
    const warm = strategy !== 'none'
    /** @type {import('@earshot/core').CallMedia} */
    const media = warm ? { warmUpStrategy: strategy } : { warmUp: 'off' }
    await Promise.all([
      caller.evaluate((how) => measured.ring(how), media),
      callee.evaluate((isWarm) => measured.rings(isWarm), warm),
    ])
    await passes(hesitationMs + setting.signalingMs / 2) // and the caller's candidates have arrived
    await callee.evaluate(() => measured.accept())
    const [atCaller, atCallee] = await Promise.all([caller, callee].map((page) => page.evaluate(() => measured.times())))
    if (atCaller === undefined || atCallee === undefined) throw new Error('A call has two ends.')
    return runOf(atCaller, atCallee)
  } finally {
    delay(null)
    await Promise.all([caller, callee].map((page) => page.evaluate(() => measured.leave())))
  }
}

/**
 * @param {import('./page/peer.ts').Times} caller
 * @param {import('./page/peer.ts').Times} callee
 * @returns {Run}
 */
function runOf(caller, callee) {
  const invited = known(caller.invited)
  const accepted = known(callee.accepted)
  const warmed = caller.ready !== null && callee.ready !== null
  return {
    atCaller: caller.firstFrame - accepted,
    atCallee: callee.firstFrame - accepted,
    path: warmed
      ? Math.max(known(caller.ready), known(callee.ready)) - invited
      : known(callee.rang) - invited + Math.max(known(caller.connected), known(callee.connected)) - accepted,
  }
}

/** @param {number | null} time */
function known(time) {
  if (time === null) throw new Error('This call was seen without having been made.')
  return time
}
