import { expect, test } from 'vitest'

import { inReadingOrder } from '../../src/lib/track-order.ts'
import { receivedAudio, receivedVideo, sentAudio, sentVideo } from '../samples.ts'

test('what is sent comes before what is received, pictures before sound, and the rest as it was', () => {
  const tracks = [
    receivedAudio(),
    sentAudio(),
    sentVideo({ mid: '2' }),
    receivedVideo(),
    sentVideo({ mid: '1', rid: 'h' }),
    sentVideo({ mid: '1', rid: 'l' }),
  ]
  expect(inReadingOrder(tracks).map(({ key }) => key)).toEqual([
    'outbound:video:2:',
    'outbound:video:1:h',
    'outbound:video:1:l',
    'outbound:audio:0:',
    'inbound:video:1:',
    'inbound:audio:0:',
  ])
})
