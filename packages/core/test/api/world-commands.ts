import { pick, wrongAnswer } from './bad-values.ts'
import { pickCall, type Command } from './turn.ts'

/** What the page does by itself, and the world around it. */
export const worldCommands = {
  writeEnabled: ({ end, random }) => {
    if (end.tracks.length === 0) return
    const track = pick(random, end.tracks)
    const enabled = random.percent(50)
    track.enabled = enabled
    end.allowed.set(track, enabled)
  },

  endTrack: ({ end, random }) => {
    if (end.tracks.length === 0 || random.percent(40)) return
    const track = pick(random, end.tracks)
    if (random.percent(50)) return track.stop()
    const sending = end.running.filter((model) => !model.awaitsAnswer && !model.keepsEnded)
    for (const model of sending) model.slots.filter((slot) => slot.track === track).forEach((slot) => model.remove(slot))
    track.endByItself()
  },

  loseDevice: ({ world, random }) => {
    const open = world.devices.opened.filter(({ readyState }) => readyState === 'live')
    if (open.length > 0) pick(random, open).endByItself()
  },

  refuseDevice: ({ world, random }) => {
    const names = [
      'NotAllowedError',
      'NotFoundError',
      'NotReadableError',
      'OverconstrainedError',
      'SecurityError',
      'AbortError',
      'OddError',
    ]
    world.devices.nextError = pick(random, names)
    world.devices.answerAfterMs = random.below(3_000)
  },

  interrupt: ({ world }) => world.transport.interrupt(),

  restore: ({ world }) => world.transport.restore(),

  breakNetwork: ({ world }) => world.network.break(),

  mendNetwork: ({ world }) => world.network.mend(),

  killPath: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) end.world.network.kill(model.connection)
  },

  refuseDescriptions: ({ end, random }) => {
    const model = pickCall(end, random)
    if (model !== undefined) model.connection.refusals = 1 + random.below(4)
  },

  /** The function that is asked for TURN credentials. */
  changeServers: ({ world, random }) => {
    world.configuration = pick<() => unknown>(random, [
      () => ({}),
      () => ({ iceServers: [{ urls: 'stun:stun.example.org' }] }),
      () => ({ iceServers: [{ urls: ['turn:turn.example.org'], username: 'a', credential: 'b' }] }),
      () => new Promise((resolve) => world.time.after(random.below(9_000), () => resolve({}))),
      () => new Promise(() => undefined),
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => wrongAnswer(random),
      () => {
        throw new Error('No credentials today.')
      },
    ])
  },

  /** The page has used up the connections that a browser gives it. */
  exhaust: ({ world, random }) => {
    if (random.percent(40)) world.network.allowance = random.below(3)
    else world.network.allowance = Infinity
  },

  changeNetwork: ({ world }) => void world.window.dispatchEvent(new Event('online')),

  wait: () => undefined,
} satisfies Record<string, Command>
