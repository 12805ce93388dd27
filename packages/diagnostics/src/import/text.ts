import { RecordingError, type ImportNote } from './importer.ts'

/** More text than this is not read: a small file may unpack to no end. */
const maxLength = 536_870_912

/** The text of a file: unzipped where it is gzipped, decoded from UTF-8, without a byte order mark. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>, note: (note: ImportNote) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let length = 0
  for await (const chunk of unzipped(bytes, note)) {
    const text = decoder.decode(chunk, { stream: true })
    length += text.length
    if (length > maxLength) throw new RecordingError('too-large', 'This file is larger than 512 MB when it is unpacked.')
    yield text
  }
  yield decoder.decode()
}

async function* unzipped(bytes: AsyncIterable<Uint8Array>, note: (note: ImportNote) => void): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]()
  const first = await source.next()
  if (first.done === true) return
  const [magic, method] = first.value
  if (magic !== 0x1f || method !== 0x8b) {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => source }
    return
  }
  const reader = gunzip(first.value, source).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } catch {
    // What was unpacked before the file ended in the middle is there.
    note({ type: 'truncated' })
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function gunzip(first: Uint8Array, rest: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  let begun = false
  const zipped = new ReadableStream<BufferSource>({
    async pull(controller) {
      const next = begun ? await rest.next() : { done: false, value: first }
      begun = true
      if (next.done === true) controller.close()
      else controller.enqueue(new Uint8Array(next.value))
    },
  })
  return zipped.pipeThrough(new DecompressionStream('gzip'))
}
