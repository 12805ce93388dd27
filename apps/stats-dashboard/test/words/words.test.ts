import { describe, expect, test } from 'vitest'

import { chinese } from '../../src/words/chinese.ts'
import { english } from '../../src/words/english.ts'
import type { Words } from '../../src/words/words.ts'

const languages = { english, chinese }

/** Every word by its path, `verdict.levels.good`. */
function leavesOf(value: unknown, path = ''): readonly (readonly [path: string, leaf: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, path === '' ? key : `${path}.${key}`))
}

const shapeOf = (words: Words) =>
  leavesOf(words).map(([path, leaf]) => [path, typeof leaf === 'function' ? `takes ${leaf.length}` : typeof leaf])

test('both languages say the same things, in the same order', () => {
  expect(shapeOf(chinese)).toEqual(shapeOf(english))
})

test('keys of the keyboard are the same in both languages', () => {
  const keysOf = ({ help }: Words) => help.keys.map(([keys]) => keys)
  expect(keysOf(chinese)).toEqual(keysOf(english))
})

/** Every sentence that is made of something, with what must be in it. One that is missing is found by the test below. */
const made: Readonly<Record<string, (words: Words) => readonly [sentence: string, ...contents: readonly string[]]>> = {
  people: (words) => [words.people(12), '12'],
  duration: (words) => [words.duration(3_780_000), '1', '3'],
  'empty.notARoomText': ({ empty }) => [empty.notARoomText('a/b'), 'a/b'],
  'empty.joining': ({ empty }) => [empty.joining('stand-up'), 'stand-up'],
  'empty.notWatched': ({ empty }) => [empty.notWatched('stand-up'), 'stand-up'],
  'empty.nobody': ({ empty }) => [empty.nobody('stand-up'), 'stand-up'],
  'empty.alone': ({ empty }) => [empty.alone('Ada'), 'Ada'],
  'empty.noCall': ({ empty }) => [empty.noCall('Ada and Bob'), 'Ada and Bob'],
  'empty.names': ({ empty }) => [empty.names(['Ada', 'Bob']), 'Ada', 'Bob'],
  'banner.away': ({ banner }) => [banner.away('12:03:04'), '12:03:04'],
  'banner.awayText': ({ banner }) => [banner.awayText('42 s'), '42 s'],
  'banner.overText': ({ banner }) => [banner.overText('The room is full.'), 'The room is full.'],
  'verdict.since': ({ verdict }) => [verdict.since('42 s'), '42 s'],
  'verdict.lasted': ({ verdict }) => [verdict.lasted('42 s'), '42 s'],
  'verdict.stopped': ({ verdict }) => [verdict.stopped('Ada', '12:03:04'), 'Ada', '12:03:04'],
  'verdict.worthKnowing': ({ verdict }) => [verdict.worthKnowing('relayed'), 'relayed'],
  'verdict.worst': ({ verdict }) => [verdict.worst('12:03:04', '3 %', '2 %'), '12:03:04', '3 %', '2 %'],
  'verdict.ended': ({ verdict }) => [verdict.ended('12:03:04'), '12:03:04'],
  'verdict.left': ({ verdict }) => [verdict.left('Ada', '12:03:04'), 'Ada', '12:03:04'],
  'chips.devices': ({ chips }) => [chips.devices('Ada'), 'Ada'],
  'chips.of': ({ chips }) => [chips.of('12', '30 fps'), '12', '30 fps'],
  'chips.lost': ({ chips }) => [chips.lost('2.1 %'), '2.1 %'],
  'chips.canSend': ({ chips }) => [chips.canSend('2 Mbit/s'), '2 Mbit/s'],
  'chart.described': ({ chart }) => [chart.described('Sent', 'Mbit/s', 'sent 1.65'), 'Sent', 'Mbit/s', 'sent 1.65'],
  'time.minutes': ({ time }) => [time.minutes(10), '10'],
  'time.markName': ({ time }) => [time.markName(3), '3'],
  'tracks.layer': ({ tracks }) => [tracks.layer('h'), 'h'],
  'tracks.details': ({ tracks }) => [tracks.details('Video 1'), 'Video 1'],
  'tracks.series': ({ tracks }) => [tracks.series(24), '24'],
  'codecs.first': ({ codecs }) => [codecs.first('VP9'), 'VP9'],
  'codecs.notFirst': ({ codecs }) => [codecs.notFirst('VP8', 'AV1'), 'VP8', 'AV1'],
  'codecs.notNegotiated': ({ codecs }) => [codecs.notNegotiated('VP9'), 'VP9'],
  'events.changed': ({ events }) => [events.changed(12, 34), '12', '34'],
  'raw.at': ({ raw }) => [raw.at('12:03:04'), '12:03:04'],
  'raw.count': ({ raw }) => [raw.count(12, 340), '12', '340'],
  'files.reading': ({ files }) => [files.reading('call.jsonl', '42 %'), 'call.jsonl', '42 %'],
  'files.cannot': ({ files }) => [files.cannot('call.jsonl'), 'call.jsonl'],
  'files.remove': ({ files }) => [files.remove('call.jsonl'), 'call.jsonl'],
  'files.openNamed': ({ files }) => [files.openNamed('call.jsonl'), 'call.jsonl'],
  'files.deleteNamed': ({ files }) => [files.deleteNamed('call.jsonl'), 'call.jsonl'],
  'files.stored': ({ files }) => [files.stored(12), '12'],
}

test('every sentence that is made of something is tried here', () => {
  const found = leavesOf(english).filter(([, leaf]) => typeof leaf === 'function')
  expect(Object.keys(made).toSorted()).toEqual(found.map(([path]) => path).toSorted())
})

describe.each(Object.entries(languages))('in %s', (_, words) => {
  test('no word is empty, or has space around it', () => {
    const said = leavesOf(words).filter(([, leaf]) => typeof leaf !== 'function')
    expect(said.filter(([, leaf]) => typeof leaf !== 'string' || leaf === '' || leaf.trim() !== leaf)).toEqual([])
  })

  test.each(Object.entries(made))('%s says what it is about', (__, make) => {
    const [sentence, ...contents] = make(words)
    for (const content of contents) expect(sentence).toContain(content)
    expect(contents).not.toContain(sentence)
    expect(sentence).not.toMatch(/undefined|NaN|\[object|^\s|\s$/)
  })

  test('nobody is somebody too', () => {
    expect(words.people(0)).toMatch(/^\D+$/)
    expect(words.empty.names([])).toMatch(/\S/)
  })

  test('few are called by their names, many are counted', () => {
    const { names } = words.empty
    expect(names(['Ada'])).toBe('Ada')
    for (const name of ['Ada', 'Bob', 'Cyd']) expect(names(['Ada', 'Bob', 'Cyd'])).toContain(name)
    const five = names(['Ada', 'Bob', 'Cyd', 'Dan', 'Eve'])
    expect(five).toMatch(/Ada.*Bob.*[35]/)
    expect(five).not.toMatch(/Cyd|Dan|Eve/)
  })

  test('a longer duration is another one, and none is below nothing', () => {
    const times = [0, 1, 2, 59, 60, 61, 119, 120, 125, 3_599, 3_600, 3_660, 7_320].map((seconds) =>
      words.duration(1_000 * seconds),
    )
    expect(new Set(times).size).toBe(times.length)
    expect(words.duration(-5_000)).toBe(words.duration(0))
    expect(words.duration(1_999)).toBe(words.duration(1_000))
  })
})

test.each([
  [0, '0 seconds', '0 秒'],
  [1_000, '1 second', '1 秒'],
  [42_900, '42 seconds', '42 秒'],
  [60_000, '1 minute', '1 分钟'],
  [125_000, '2 minutes 5 seconds', '2 分钟 5 秒'],
  [3_600_000, '1 hour', '1 小时'],
  [3_780_000, '1 hour 3 minutes', '1 小时 3 分钟'],
])('%d ms are %s, %s', (ms, inEnglish, inChinese) => {
  expect([english.duration(ms), chinese.duration(ms)]).toEqual([inEnglish, inChinese])
})

test('English counts one thing as one', () => {
  expect([english.people(1), english.people(2), english.tracks.series(1)]).toEqual(['1 person', '2 people', '1 number'])
  expect(english.events.changed(1, 2)).toBe('1 line new, 2 lines gone')
  expect(english.empty.names(['Ada', 'Bob', 'Cyd', 'Dan', 'Eve'])).toBe('Ada, Bob and 3 others')
})

test('a chart without a unit is described without one', () => {
  for (const { chart } of [english, chinese]) {
    expect(chart.described('Score', '', '4.1')).not.toMatch(/[,，]/)
  }
})
