import type { Spoiling } from './transforms.ts'

interface Frame {
  data: ArrayBuffer
}

interface Transformer {
  readonly readable: ReadableStream<Frame>
  readonly writable: WritableStream<Frame>
}

let how: Spoiling = 'none'
addEventListener('message', ({ data }: MessageEvent<Spoiling>) => (how = data))
addEventListener('rtctransform', (event) => {
  const transformer: unknown = Reflect.get(event, 'transformer')
  if (!isTransformer(transformer)) return
  const spoiled = new TransformStream<Frame, Frame>({
    transform(frame, controller) {
      if (how === 'noise') makeNoise(frame)
      if (how === 'silence') frame.data = silentFrame()
      controller.enqueue(frame)
    },
  })
  void transformer.readable.pipeThrough(spoiled).pipeTo(transformer.writable)
})

function isTransformer(value: unknown): value is Transformer {
  return typeof value === 'object' && value !== null && 'readable' in value && 'writable' in value
}

/** Of a frame of VP8 (RFC 6386, section 9.1) the tag and the size stay, by which it is sent; its start code and its picture do not. */
function makeNoise(frame: Frame): void {
  const bytes = new Uint8Array(frame.data)
  for (let index = 3; index < bytes.length; index += 1) {
    if (index < 6 || index > 9) bytes[index] = (bytes[index] ?? 0) ^ 0xa5
  }
}

/** Of Opus (RFC 6716): 20 ms in which nothing is heard. */
function silentFrame(): ArrayBuffer {
  return Uint8Array.of(0xf8, 0xff, 0xfe).buffer
}
