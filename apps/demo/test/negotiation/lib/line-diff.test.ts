import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'

import { countChanges, lineDiff, onlyChanges, type DiffLine } from '../../../src/negotiation/lib/line-diff.ts'

const signs: Readonly<Record<DiffLine['type'], string>> = { same: ' ', added: '+', removed: '-', 'left-out': '…' }
const drawn = (lines: readonly DiffLine[]): string[] =>
  lines.map((line) => signs[line.type] + (line.type === 'left-out' ? line.count : line.text))

test('lines that were added and removed are told apart from those that stay', () => {
  const lines = lineDiff(['m=video 9', 'a=sendonly', 'a=mid:1'], ['m=video 9', 'a=sendrecv', 'a=mid:1'])
  expect(drawn(lines)).toEqual([' m=video 9', '-a=sendonly', '+a=sendrecv', ' a=mid:1'])
  expect(countChanges(lines)).toEqual({ added: 1, removed: 1 })
})

test('without a text before there is no difference', () => {
  expect(drawn(lineDiff(null, ['v=0', 's=-']))).toEqual([' v=0', ' s=-'])
})

test('changes are shown with two lines around them, and what is left out is counted', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  const after = ['a', 'b', 'c', 'd', 'E', 'f', 'g', 'h', 'i']
  expect(drawn(onlyChanges(lineDiff(before, after)))).toEqual(['…2', ' c', ' d', '-e', '+E', ' f', ' g', '…2'])
})

test('nothing but a count is left of two texts that are the same', () => {
  expect(drawn(onlyChanges(lineDiff(['a', 'b'], ['a', 'b'])))).toEqual(['…2'])
})

test('both texts can be read from the difference of any two', () => {
  const text = array(constantFrom('a=mid:0', 'a=mid:1', 'a=sendrecv', 'a=inactive', 'm=audio'), { maxLength: 20 })
  assert(
    property(text, text, (before, after) => {
      const lines = lineDiff(before, after)
      const textWithout = (left: DiffLine['type']): string[] =>
        lines.flatMap((line) => (line.type === left || line.type === 'left-out' ? [] : [line.text]))
      expect(textWithout('added')).toEqual(before)
      expect(textWithout('removed')).toEqual(after)
    }),
  )
})
