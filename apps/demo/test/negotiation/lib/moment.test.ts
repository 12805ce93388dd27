import { expect, test } from 'vitest'

import { moments } from '../../../src/negotiation/lib/moment.ts'
import { made, notesOf } from './notes.ts'

test('events of both peers are rows on one clock', () => {
  const rows = moments(
    notesOf(
      ['hall', { type: 'pressed', action: 'ring' }],
      made('hall', 'offer'),
      ['kitchen', { type: 'candidate', kind: 'host', protocol: 'udp', address: '192.0.2.1:5000' }],
      ['hall', { type: 'dtls', state: 'connected' }],
    ),
  )
  expect(rows.map(({ at, side, topic, text }) => [at, side, topic, text])).toEqual([
    [0, 'hall', 'action', 'Ring'],
    [1, 'hall', 'description', 'made: offer'],
    [2, 'kitchen', 'candidate', 'host udp 192.0.2.1:5000'],
    [3, 'hall', 'dtls', 'connected'],
  ])
})

test('a description is told where it is made and where it arrives', () => {
  const description = { type: 'description', kind: 'offer', negotiation: 1, sdp: '' } as const
  const rows = moments(notesOf(['hall', { ...description, sent: true }], ['kitchen', { ...description, sent: false }]))
  expect(rows.map(({ text }) => text)).toEqual(['made: offer', 'received: offer'])
})

test('a long time without anything is said', () => {
  const [first, second] = notesOf(['hall', { type: 'ice', state: 'checking' }], ['hall', { type: 'ice', state: 'connected' }])
  if (first === undefined || second === undefined) throw new Error('There are two.')
  expect(moments([first, { ...second, at: 50 }]).map(({ pauseMs }) => pauseMs)).toEqual([null, null])
  expect(moments([first, { ...second, at: 1_500 }]).map(({ pauseMs }) => pauseMs)).toEqual([null, 1_500])
})

test('a section whose streams change is not received a second time', () => {
  const [track, removed] = [
    { type: 'track', mid: '1', kind: 'video' } as const,
    { type: 'track-removed', mid: '1', kind: 'video' } as const,
  ]
  const rows = moments(notesOf(['hall', track], ['hall', track], ['hall', removed], ['hall', track]))
  expect(rows.map(({ text }) => text)).toEqual([
    'receives a picture, section 1',
    'receives a picture no more, section 1',
    'receives a picture, section 1',
  ])
})
