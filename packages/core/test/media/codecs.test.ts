import { expect, test } from 'vitest'

import { orderCodecs } from '../../src/media/codecs.ts'

const codecs = ['video/VP8', 'video/rtx', 'video/H264', 'video/VP9', 'video/red', 'video/ulpfec'].map((mimeType) => ({
  mimeType,
}))
const order = (...preferred: readonly string[]) => orderCodecs(codecs, preferred).map(({ mimeType }) => mimeType.slice(6))

test('preferred codecs come first, in their order, and none is lost', () => {
  expect(order('video/VP9', 'video/h264')).toEqual(['VP9', 'H264', 'VP8', 'rtx', 'red', 'ulpfec'])
})

test('what only accompanies a codec stays behind, unknown names are passed over', () => {
  expect(order('video/rtx', 'video/AV1')).toEqual(['VP8', 'H264', 'VP9', 'rtx', 'red', 'ulpfec'])
})
