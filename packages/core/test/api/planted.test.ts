import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

import { CallPath } from '../../src/call/call-path.ts'
import { CallSession } from '../../src/call/call-session.ts'
import { Connection } from '../../src/call/connection.ts'
import { LocalTracks } from '../../src/call/local-tracks.ts'
import { PathKeeper } from '../../src/call/path-keeper.ts'
import { RemoteTracks } from '../../src/call/remote-tracks.ts'
import { PeerLink } from '../../src/room/peer-link.ts'

import { plan, play, tell } from './play.ts'
import { UncaughtErrors, World } from './world.ts'

const uncaught = new UncaughtErrors()

beforeAll(() => {
  World.install()
  uncaught.install()
})

afterEach(() => vi.restoreAllMocks())

afterAll(() => {
  uncaught.remove()
  World.remove()
})

/** One bug each that somebody could make. Sequences that do not find them prove nothing by finding nothing. */
const bugs: ReadonlyArray<readonly [name: string, plant: () => unknown]> = [
  ['a track that is removed is still sent', () => vi.spyOn(Connection.prototype, 'removeTrack').mockReturnValue(undefined)],
  ['a mute is forgotten', () => vi.spyOn(LocalTracks.prototype, 'mute').mockReturnValue(undefined)],
  ['a mute is told and nothing is silent', () => vi.spyOn(LocalTracks.prototype, 'applyMuted').mockReturnValue(undefined)],
  ['a label is forgotten', () => vi.spyOn(LocalTracks.prototype, 'optionsOf').mockReturnValue({})],
  ['what the other side sends no more stays there', () => vi.spyOn(RemoteTracks.prototype, 'update').mockReturnValue(undefined)],
  ['a path that breaks is not found again', () => vi.spyOn(PathKeeper.prototype, 'follow').mockReturnValue(undefined)],
  ['a message is lost now and then', () => loseMessages()],
  ['a peer that is gone keeps ringing', () => vi.spyOn(CallSession.prototype, 'peerAway').mockReturnValue(undefined)],
  ['a call that ended keeps its connection', () => vi.spyOn(CallPath.prototype, 'close').mockReturnValue(undefined)],
  ['a call resumes nothing', () => vi.spyOn(CallSession.prototype, 'resume').mockReturnValue(undefined)],
  ['a rejection is left to nobody', () => vi.spyOn(Connection.prototype, 'replaceTrack').mockImplementation(failLater)],
]

const enough = 2_000

test.each(bugs)('it is found when %s', { timeout: 300_000 }, async (_name, plant) => {
  plant()
  for (let seed = 1; seed <= enough; seed += 1) {
    const outcome = await play(seed, plan(seed), uncaught)
    if (outcome.faults.length === 0) continue
    expect(tell(outcome)).toContain(`EARSHOT_SEED=${seed}`)
    return
  }
  expect.fail(`${enough} sequences did not find it.`)
})

function loseMessages(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its object
  const { receive } = PeerLink.prototype
  let messages = 0
  vi.spyOn(PeerLink.prototype, 'receive').mockImplementation(function (this: PeerLink, envelope, ...rest) {
    messages += 1
    const sequence = messages % 50 === 0 ? envelope.sequence + 1 : envelope.sequence
    receive.call(this, { ...envelope, sequence }, ...rest)
  })
}

async function failLater(): Promise<void> {
  void Promise.reject(new Error('Nobody takes this.'))
}
