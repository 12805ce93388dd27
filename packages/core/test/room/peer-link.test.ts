import { expect, test } from 'vitest'

import { PeerLink } from '../../src/room/peer-link.ts'

test('a message that no route carries is not sent, and keeps no other waiting', () => {
  const sent: string[] = []
  let overflows = 0
  const link = new PeerLink({
    self: 'a',
    peer: 'b',
    clock: { now: () => 0, origin: 0, after: () => () => undefined },
    signaling: (payload) => sent.push(payload) > 0,
    onMessage: () => undefined,
    onOverflow: () => {
      overflows += 1
    },
  })
  link.send({
    type: 'description',
    call: 'c',
    connection: 1,
    description: { type: 'offer', sdp: 'x'.repeat(70_000), negotiation: 1 },
    sections: [],
  })
  link.send({ type: 'accept', call: 'c' })
  expect(overflows).toBe(1)
  expect(sent).toEqual(['["a","b",1,0,{"type":"accept","call":"c"}]'])
})
