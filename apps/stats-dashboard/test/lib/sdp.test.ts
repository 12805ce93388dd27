import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { diffOf, mediaSections, type DiffLine } from '../../src/lib/sdp.ts'
import { recordingOf } from '../sessions.ts'

const descriptions = recordingOf('screen-hall').flatMap((entry) =>
  entry.type === 'event' && entry.event.type === 'description' && entry.event.sdp !== null ? [entry.event.sdp] : [],
)

const offer = [
  'v=0',
  'a=sendonly',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 0',
  'a=mid:0',
  'a=sendrecv',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=rtpmap:0 PCMU/8000',
  'm=video 9 UDP/TLS/RTP/SAVPF 98 96 97',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:98 VP9/90000',
  'a=mid:1',
  'a=recvonly',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:2',
  '',
].join('\r\n')

test('has the codecs of each section in the order in which they are wanted, without their companions', () => {
  expect(mediaSections(offer)).toEqual([
    {
      ...{ kind: 'audio', mid: '0', direction: 'sendrecv' },
      codecs: [
        { payloadType: 111, name: 'opus/48000/2', parameters: 'minptime=10;useinbandfec=1' },
        { payloadType: 0, name: 'PCMU/8000', parameters: '' },
      ],
    },
    {
      ...{ kind: 'video', mid: '1', direction: 'recvonly' },
      codecs: [
        { payloadType: 98, name: 'VP9/90000', parameters: '' },
        { payloadType: 96, name: 'VP8/90000', parameters: '' },
      ],
    },
  ])
})

test('reads descriptions with any line ends', () => {
  expect(mediaSections(offer.replaceAll('\r\n', '\n'))).toEqual(mediaSections(offer))
})

test('does not take the attributes of another payload type that begins alike', () => {
  const [section] = mediaSections('m=audio 9 x 11 111\na=rtpmap:111 opus/48000/2\na=fmtp:111 stereo=1\na=rtpmap:11 L16/44100')
  expect(section?.codecs).toEqual([
    { payloadType: 11, name: 'L16/44100', parameters: '' },
    { payloadType: 111, name: 'opus/48000/2', parameters: 'stereo=1' },
  ])
})

test('of several lines about one payload type the first counts', () => {
  const [section] = mediaSections('m=audio 9 x 0\na=rtpmap:0 PCMU/8000\na=rtpmap:0 opus/48000/2')
  expect(section?.codecs.map(({ name }) => name)).toEqual(['PCMU/8000'])
})

test('a description of thousands of codecs is read in one go, not anew for each', () => {
  const types = Array.from({ length: 40_000 }, (_, index) => index)
  const lines = types.map((type) => `a=rtpmap:${type} x/1`)
  const [section] = mediaSections([`m=audio 9 x ${types.join(' ')}`, ...lines].join('\n'))
  expect(section?.codecs.length).toBe(types.length)
})

test('reads what Chromium wrote', () => {
  expect(descriptions.length).toBeGreaterThanOrEqual(2)
  for (const description of descriptions) {
    const [audio, video] = mediaSections(description)
    expect(audio).toMatchObject({ kind: 'audio', mid: '0' })
    expect(audio?.codecs[0]).toMatchObject({ payloadType: 111, name: 'opus/48000/2' })
    expect(video).toMatchObject({ kind: 'video', mid: '1' })
    expect(video?.codecs.map(({ name }) => name)).toContain('VP8/90000')
  }
})

const hostileLine = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('m=audio', 'm=video ', 'm=audio 9 x', 'm=video 9 x 1e99 NaN -1 ( [ \\ ^ 0x10 1.5', 'a=mid:', 'a=sendrecv '),
  fc.constantFrom('a=rtpmap:', 'a=rtpmap:NaN x', 'a=rtpmap:(+ x', 'a=fmtp:1e+99 y', 'a=inactive', '\r', ''),
)

test('whatever a description says, what it has is read and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.array(hostileLine), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      for (const { kind, direction, codecs } of mediaSections(lines.join(end))) {
        expect(['audio', 'video']).toContain(kind)
        expect(['sendrecv', 'sendonly', 'recvonly', 'inactive']).toContain(direction)
        for (const { name } of codecs) expect(name).not.toBe('')
      }
    }),
  )
})

const texts = (lines: readonly DiffLine[], sign: DiffLine['sign']) =>
  lines.filter((line) => line.sign === sign).map(({ text }) => text)
const linesOf = (sdp: string) => sdp.split('\r\n').filter((line) => line !== '')
const sectionsOf = (sdp: string) => sdp.split(/\r\n(?=m=)/).map(linesOf)

/** Few different lines, so that descriptions share them, repeat them and have them in another order. */
const description = fc
  .array(fc.constantFrom('a=1', 'a=2', 'a=3', 'a=4', 'a=5', 'm=audio', 'm=video', ''), { maxLength: 25 })
  .map((lines) => `${lines.join('\r\n')}\r\n`)

test('without what is gone a difference is the new description, and what is gone is all that the new one has not', () => {
  fc.assert(
    fc.property(description, description, (before, after) => {
      const difference = diffOf(before, after)
      expect(difference.filter(({ sign }) => sign !== '-').map(({ text }) => text)).toEqual(linesOf(after))

      const [old, now] = [sectionsOf(before), sectionsOf(after)]
      const gone = old.flatMap((lines, index) => lines.filter((line) => !now[index]?.includes(line)))
      const added = now.flatMap((lines, index) => lines.filter((line) => !old[index]?.includes(line)))
      expect(texts(difference, '-')).toEqual(gone)
      expect(texts(difference, '+')).toEqual(added)
    }),
    { numRuns: 500 },
  )
})

test('a description does not differ from itself', () => {
  for (const sdp of descriptions) {
    expect(diffOf(sdp, sdp).every(({ sign }) => sign === ' ')).toBe(true)
    expect(diffOf(sdp, sdp).map(({ text }) => text)).toEqual(linesOf(sdp))
  }
})

test('what is gone stands where it stood, in its own section', () => {
  const before = 'v=0\r\na=x\r\nm=audio\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\nm=video\r\na=sendrecv'
  const after = 'v=0\r\na=x\r\nm=audio\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\nm=video\r\na=sendrecv'
  expect(diffOf(before, after).map(({ sign, text }) => sign + text)).toEqual([
    ' v=0',
    ' a=x',
    ' m=audio',
    ' a=mid:0',
    '+a=sendonly',
    '-a=sendrecv',
    ' a=rtcp-mux',
    ' m=video',
    ' a=sendrecv',
  ])
})
