import { expect, test } from 'vitest'

import { Places } from '../src/places.ts'

const place = (peerId: string, epoch = '1', again = false) => ({ room: 'room', peerId, epoch, again })

test('a page that was just opened takes the place, and the one before is named', () => {
  const places = new Places<string>(8)
  expect(places.take(place('ben', '1'), 'first')).toEqual({ type: 'taken', previous: null })
  expect(places.take(place('ben', '2'), 'second')).toEqual({ type: 'taken', previous: 'first' })
  expect(places.giveUp(place('ben', '1'), 'first')).toBe(false)
  expect([...places.sizes()]).toEqual([['room', 1]])
  expect(places.giveUp(place('ben', '2'), 'second')).toBe(true)
  expect([...places.sizes()]).toEqual([])
})

test('F24: a page that comes back finds its place taken, by another page, and not by its own earlier connection', () => {
  const places = new Places<string>(8)
  places.take(place('ben', '2'), 'newer')
  expect(places.take(place('ben', '1', true), 'older')).toEqual({ type: 'refused', reason: 'replaced' })
  expect(places.take(place('ben', '2', true), 'newer, back')).toEqual({ type: 'taken', previous: 'newer' })
})

test('what a connection said of its peer is kept with its place, and for as long', () => {
  const places = new Places<string>(8)
  places.take(place('ben', '1'), 'first')
  places.announce(place('ben', '1'), 'first', 'here')
  expect([...places.presences('room')]).toEqual([['ben', 'here']])
  places.take(place('ben', '2'), 'second')
  places.announce(place('ben', '1'), 'first', 'here still')
  expect([...places.presences('room')]).toEqual([])
  places.announce(place('ben', '2'), 'second', 'here now')
  places.announce(place('ben', '1'), 'first', null)
  expect([...places.presences('room')]).toEqual([['ben', 'here now']])
  places.giveUp(place('ben', '2'), 'second')
  expect([...places.presences('room')]).toEqual([])
  expect([...places.presences('elsewhere')]).toEqual([])
})

test('a room is full for newcomers, and not for who is in it', () => {
  const places = new Places<string>(1)
  places.take(place('ben'), 'first')
  expect(places.take(place('anna'), 'anna')).toEqual({ type: 'refused', reason: 'room-full' })
  expect(places.take(place('ben', '2'), 'second')).toMatchObject({ type: 'taken' })
})

test('T14: names that objects inherit are names', () => {
  const places = new Places<string>(8)
  for (const name of ['__proto__', 'constructor', 'toString']) places.take({ ...place(name), room: name }, name)
  expect([...places.sizes()]).toEqual([
    ['__proto__', 1],
    ['constructor', 1],
    ['toString', 1],
  ])
})
