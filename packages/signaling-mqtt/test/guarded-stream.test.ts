import { once } from 'node:events'
import { Duplex } from 'node:stream'

import { expect, test } from 'vitest'

import { GuardedStream } from '../src/guarded-stream.ts'

/** A connection whose other side reads nothing: what is written to it is never done. */
function frozen(): Duplex {
  return new Duplex({ read() {}, write() {} })
}

function guarded(inner: Duplex): { readonly stream: GuardedStream; readonly faults: readonly string[] } {
  const faults: string[] = []
  const stream = new GuardedStream(inner, { check: () => null, now: () => 0, onFault: (fault) => faults.push(fault) })
  stream.on('error', () => {})
  return { stream, faults }
}

test('T10: whoever writes to a connection that is not read does not wait', async () => {
  const { stream, faults } = guarded(frozen())
  for (let count = 0; count < 10; count += 1) {
    const written = new Promise<unknown>((resolve) => stream.write(Buffer.alloc(60_000), resolve))
    expect(await written).toBeNull()
  }
  expect(stream.writableLength).toBe(0)
  expect(faults).toEqual([])
})

test('T10: a connection that is not read ends when more than a megabyte waits, with a reason that is said once', async () => {
  const inner = frozen()
  const { stream, faults } = guarded(inner)
  const closed = once(stream, 'close')
  for (let count = 0; count < 40; count += 1) stream.write(Buffer.alloc(60_000))
  await closed
  expect(inner.destroyed).toBe(true)
  expect(faults).toEqual(['more than 1 MB waits to be read'])
})

test('a connection that is read takes any amount', async () => {
  let bytes = 0
  const inner = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      bytes += chunk.length
      setImmediate(done)
    },
  })
  const { stream, faults } = guarded(inner)
  for (let count = 0; count < 100; count += 1) {
    stream.write(Buffer.alloc(60_000))
    await new Promise(setImmediate)
  }
  await expect.poll(() => bytes).toBe(6_000_000)
  expect(faults).toEqual([])
})
