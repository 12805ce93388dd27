import type { Random } from '../model/random.ts'

import { FakeStream, FakeTrack } from './fake-media.ts'

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const index = random.below(values.length)
  return values.reduce((chosen, value, at) => (at === index ? value : chosen))
}

/** What somebody gives by mistake, for a parameter that takes none of these. */
export function wrongValue(random: Random): unknown {
  return pick(random, wrongValues)()
}

/** The same, but nothing that an optional parameter takes for left out. */
export function wrongOption(random: Random): unknown {
  for (;;) {
    const value = wrongValue(random)
    if (value !== undefined) return value
  }
}

const wrongValues: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => ({}),
  () => [],
  () => '',
  () => 'audio or so',
  () => 'x'.repeat(100_000),
  () => 42,
  () => NaN,
  () => -1,
  () => true,
  () => 10n,
  () => Symbol('wrong'),
  () => () => undefined,
  () => cyclic(),
  () => new Date(0),
]

export function cyclic(): object {
  const value: Record<string, unknown> = { name: 'cyclic' }
  value['self'] = value
  return value
}

/** Media options, of `call` and of `accept`, that are none. `undefined` would be. */
export function wrongMedia(random: Random): unknown {
  return pick(random, wrongMediaValues)()
}

const wrongMediaValues: readonly (() => unknown)[] = [
  () => null,
  () => 'audio',
  () => 42,
  () => true,
  () => [new FakeStream()],
  () => new FakeStream(),
  () => new FakeTrack('audio'),
  () => ({ stream: new FakeTrack('video') }),
  () => ({ stream: 'camera' }),
  () => ({ stream: null }),
  () => ({ stream: {} }),
  () => ({ stream: Promise.resolve(new FakeStream()) }),
  () => ({ codecs: ['H264'] }),
  () => ({ codecs: { video: 'H264' } }),
  () => ({ codecs: { video: [42] } }),
  () => ({ codecs: 'H264' }),
]

/** Options of `call` alone. */
export function wrongCallOptions(random: Random): unknown {
  return pick(random, wrongCallValues)()
}

const wrongCallValues: readonly (() => unknown)[] = [
  () => ({ receive: true }),
  () => ({ receive: { audio: 'yes' } }),
  () => ({ warmUp: 'yes' }),
  () => ({ warmUp: true }),
  () => ({ warmUpStrategy: 'magic' }),
  () => ({ earlyMedia: 'yes' }),
]

/** No JSON, or too much of it. */
export function wrongData(random: Random): unknown {
  return pick(random, wrongDataValues)()
}

const wrongDataValues: readonly (() => unknown)[] = [
  () => cyclic(),
  () => 10n,
  () => () => undefined,
  () => Symbol('data'),
  () => 'x'.repeat(10_000),
  () => ({ deep: { big: 10n } }),
]

export function wrongId(random: Random): unknown {
  return pick(random, [undefined, null, {}, 42, NaN, '', 'two words', 'ä', 'x'.repeat(65), '../b', [] as unknown])
}

/** What a function answers instead of servers. */
export function wrongAnswer(random: Random): unknown {
  return random.percent(20) ? { error: 'unauthorized' } : wrongConfiguration(random)
}

/** @param random chooses a configuration that a browser refuses, or that is none. */
export function wrongConfiguration(random: Random): unknown {
  return pick(random, [
    () => null,
    () => 'stun:stun.example.org',
    () => 42,
    () => [],
    () => ({ iceServers: {} }),
    () => ({ iceServers: 'turn:turn.example.org' }),
    () => ({ iceServers: [{ urls: 'turn:turn.example.org' }] }),
    () => ({ iceServers: [{ urls: 'https://turn.example.org' }] }),
    () => ({ iceServers: [{ url: 'stun:stun.example.org' }] }),
    () => ({ iceServers: [null] }),
    () => ({ iceServers: [{ urls: [] }] }),
    () => ({ iceTransportPolicy: 'public' }),
  ])()
}
