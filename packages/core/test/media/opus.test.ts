import { expect, test } from 'vitest'

import { announcedStereo, announceStereo, decodeStereo, encodeAs, type OpusOptions } from '../../src/media/opus.ts'

/** Of offers of Chromium 156 and Firefox 153, without the lines of ICE, DTLS and header extensions. */
const sections = {
  chromium: (mid: string) => [
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    'a=sendrecv',
    'a=rtpmap:111 opus/48000/2',
    'a=rtcp-fb:111 transport-cc',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:63 red/48000/2',
    'a=fmtp:63 111/111',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:110 telephone-event/48000',
    'a=rtpmap:126 telephone-event/8000',
  ],
  firefox: (mid: string) => [
    'm=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101',
    'c=IN IP4 0.0.0.0',
    'a=sendrecv',
    'a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1',
    'a=fmtp:101 0-15',
    `a=mid:${mid}`,
    'a=rtpmap:109 opus/48000/2',
    'a=rtpmap:9 G722/8000/1',
    'a=rtpmap:101 telephone-event/8000/1',
  ],
}
const video = ['m=video 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=mid:1', 'a=rtpmap:111 VP8/90000', 'a=fmtp:111 x=1']

function description(browser: keyof typeof sections): string {
  const session = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1 2']
  return [...session, ...sections[browser]('0'), ...video, ...sections[browser]('2'), ''].join('\r\n')
}

const format = (sdp: string, type: string) => [...sdp.matchAll(new RegExp(`^a=fmtp:${type} (.*)\\r$`, 'gm'))].map(([, it]) => it)
const types = (sdp: string) => [...sdp.matchAll(/^m=audio \d+ \S+ (.*)\r$/gm)].map(([, list]) => list)
const one = (options: OpusOptions) => new Map([['2', options]])

test('writes what a track is sent with into the section that it is sent in, and into no other', () => {
  const sdp = encodeAs(description('chromium'), one({ stereo: true, dtx: true, fec: false }))
  const video111 = 'x=1'
  expect(format(sdp, '111')).toEqual(['minptime=10;useinbandfec=1', video111, 'minptime=10;useinbandfec=0;stereo=1;usedtx=1'])
})

test('changes in place what Firefox says by itself', () => {
  const sdp = encodeAs(description('firefox'), one({ stereo: false, dtx: true }))
  const [other, changed] = format(sdp, '109')
  expect(other).toBe('maxplaybackrate=48000;stereo=1;useinbandfec=1')
  expect(changed).toBe('maxplaybackrate=48000;stereo=0;useinbandfec=1;usedtx=1')
})

test('puts redundancy first or last, where there is any', () => {
  const first = encodeAs(description('chromium'), one({ red: true }))
  expect(types(first)).toEqual(['111 63 9 0 8 13 110 126', '63 111 9 0 8 13 110 126'])
  expect(types(encodeAs(first, one({ red: false })))).toEqual(['111 63 9 0 8 13 110 126', '111 9 0 8 13 110 126 63'])
  expect(encodeAs(description('firefox'), one({ red: true }))).toBe(description('firefox'))
})

test.each(['chromium', 'firefox'] as const)('leaves a description of %s as it is without options', (browser) => {
  const sdp = description(browser)
  expect(encodeAs(sdp, new Map())).toBe(sdp)
  expect(encodeAs(sdp, new Map([['1', { stereo: true, red: true }]]))).toBe(sdp)
  expect(encodeAs(sdp, one({}))).toBe(sdp)
  expect(announceStereo(sdp, new Map())).toBe(sdp)
  expect(decodeStereo(sdp, new Map())).toBe(sdp)
})

test('gives the same a second time', () => {
  const options = one({ stereo: true, dtx: false, fec: true, red: true })
  const sdp = encodeAs(description('chromium'), options)
  expect(encodeAs(sdp, options)).toBe(sdp)
})

test('writes a format where there was none, after the codec', () => {
  const bare = description('chromium').replaceAll('a=fmtp:111 minptime=10;useinbandfec=1\r\n', '')
  const lines = encodeAs(bare, one({ stereo: true })).split('\r\n')
  const [, at = 0] = lines.flatMap((line, index) => (line === 'a=rtpmap:111 opus/48000/2' ? [index] : []))
  expect(lines[at + 1]).toBe('a=fmtp:111 stereo=1')
})

test('leaves what has no Opus, no mid or no audio as it is', () => {
  for (const sdp of ['', 'v=0\r\n', 'm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:2\r\n', 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n']) {
    expect(encodeAs(sdp, one({ stereo: true, red: true }))).toBe(sdp)
  }
})

test('announces two channels in the section of their track, and hears it', () => {
  const sdp = announceStereo(description('chromium'), one({ stereo: true }))
  expect(format(sdp, '111')[2]).toBe('minptime=10;useinbandfec=1;sprop-stereo=1')
  expect([...announcedStereo(sdp)]).toEqual(['2'])
  expect([...announcedStereo(announceStereo(sdp, one({ stereo: false })))]).toEqual([])
  expect([...announcedStereo(description('firefox'))]).toEqual([])
})

test('keeps both channels of what is announced, which Firefox does by itself', () => {
  const both = new Map([['2', true]])
  expect(format(decodeStereo(description('chromium'), both), '111')[2]).toBe('minptime=10;useinbandfec=1;stereo=1')
  expect(decodeStereo(description('firefox'), both)).toBe(description('firefox'))
})
