import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { linkText, panelNames, parseLink, plainLink, type Link } from '../../src/lib/link.ts'

const latest = 8_640_000_000_000_000
const time = fc.integer({ min: 0, max: latest })
const word = fc.string({ unit: 'grapheme' })
const anyLink: fc.Arbitrary<Link> = fc.record({
  session: word,
  compare: word,
  panel: fc.constantFrom(...panelNames),
  window: fc.option(
    fc.uniqueArray(time, { minLength: 2, maxLength: 2 }).map((times) => {
      const [from = 0, to = 0] = times.toSorted((a, b) => a - b)
      return { from, to }
    }),
  ),
})

test('every link is read as it was written, with and without its #', () => {
  fc.assert(
    fc.property(anyLink, (link) => {
      const text = linkText(link)
      expect(parseLink(text)).toEqual(link)
      expect(parseLink(`#${text}`)).toEqual(link)
    }),
  )
})

test('a plain link is no text at all', () => {
  expect(linkText(plainLink)).toBe('')
  expect(parseLink('')).toEqual(plainLink)
  expect(parseLink('#')).toEqual(plainLink)
})

const part = fc.oneof(
  word,
  time.map(String),
  fc.double().map(String),
  fc.constantFrom('-', '%', '%E0%A4%A', '=', '&', '#', 'Infinity'),
)
const address = fc
  .array(
    fc.tuple(fc.constantFrom('s', 't', 'p', 'c', 'x', ''), fc.constantFrom('=', '', '=='), fc.array(part, { maxLength: 4 })),
    { maxLength: 6 },
  )
  .map((parts) => parts.map(([name, equals, values]) => `${name}${equals}${values.join('-')}`).join('&'))

test('whatever an address says, it is a link that can be shown, and is the same when it is written again', () => {
  fc.assert(
    fc.property(fc.oneof(address, fc.string({ unit: 'binary' })), (text) => {
      const link = parseLink(text)
      expect(panelNames).toContain(link.panel)
      const { from, to } = link.window ?? { from: 0, to: 1 }
      expect(from).toBeLessThan(to)
      expect([new Date(from).getTime(), new Date(to).getTime()]).not.toContain(Number.NaN)
      const { window: _, ...rest } = parseLink(linkText(link))
      expect(rest).toMatchObject({ session: link.session, panel: link.panel, compare: link.compare })
    }),
    { numRuns: 500 },
  )
})

test.each([
  { says: 'times in the wrong order', text: 't=2000-1000' },
  { says: 'one time', text: 't=1000' },
  { says: 'twice the same time', text: 't=1000-1000' },
  { says: 'a time that no calendar has', text: 't=0-8640000000000001' },
  { says: 'times without end', text: 't=0-Infinity' },
  { says: 'times that are words', text: 't=now-then' },
  { says: 'a panel that there is not', text: 'p=constructor' },
  { says: 'an unknown part', text: 'q=1' },
])('$says is left out', ({ text }) => {
  expect(parseLink(text)).toEqual(plainLink)
  expect(parseLink(`s=a&${text}`)).toEqual({ ...plainLink, session: 'a' })
})
