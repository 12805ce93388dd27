import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { packetGuard, type PacketGuard } from '../src/packet-guard.ts'

const connect = packet(0x10, 20)

function packet(first: number, length: number): Buffer {
  const header = [first]
  let rest = length
  do {
    header.push((rest % 128) + (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length)])
}

function admitted(now = (): number => 0): PacketGuard {
  const guard = packetGuard({ maxPacketBytes: 100_000, now })
  expect(guard.take(connect)).toBeNull()
  guard.admit()
  return guard
}

test('packets of any length pass, however they are cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5_000 }),
      (lengths, size) => {
        const guard = admitted()
        const bytes = Buffer.concat(lengths.map((length) => packet(0x32, length)))
        for (let start = 0; start < bytes.length; start += size)
          expect(guard.take(bytes.subarray(start, start + size))).toBeNull()
      },
    ),
  )
})

test('T12: a packet that announces more than the limit is refused at its header, wherever a piece ends', () => {
  for (let split = 1; split <= 4; split += 1) {
    const guard = admitted()
    const header = packet(0x32, 100_001).subarray(0, 4)
    const faults = [guard.take(header.subarray(0, split)), guard.take(header.subarray(split))]
    expect(faults).toContain('a packet of more than 100000 bytes')
  }
})

test('T12: a length that never ends is refused', () => {
  expect(admitted().take(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x80]))).toBe('a length of more than four bytes')
})

test('T12: whoever does not connect may send a few kilobytes, whatever they are', () => {
  expect(packetGuard({ maxPacketBytes: 100_000, now: () => 0 }).take(packet(0x30, 10))).toBe('the first packet is no CONNECT')
  const guard = packetGuard({ maxPacketBytes: 100_000, now: () => 0 })
  expect(guard.take(packet(0x10, 90_000).subarray(0, 8_000))).toBeNull()
  expect(guard.take(Buffer.alloc(200))).toBe('more than 8192 bytes before CONNECT')
})

test('T10: a burst passes, a flood of messages does not, and a pause makes room again', () => {
  let time = 0
  const guard = admitted(() => time)
  for (let count = 0; count < 299; count += 1) expect(guard.take(packet(0x32, 10))).toBeNull()
  expect(guard.take(packet(0x32, 10))).toBe('more than 50 messages per second')
  time = 1_000
  for (let count = 0; count < 50; count += 1) expect(guard.take(packet(0x32, 10))).toBeNull()
})

test('T10: acknowledgements may be many more, and not without end', () => {
  const guard = admitted()
  const faults = Array.from({ length: 4_000 }, () => guard.take(packet(0x40, 2)))
  expect(faults.findIndex((fault) => fault !== null)).toBe(2_999)
})

test('T10: a flood of bytes is refused', () => {
  const guard = admitted()
  const faults = Array.from({ length: 12 }, () => guard.take(packet(0x32, 99_990)))
  expect(faults).toContain('more than 262144 bytes per second')
})
