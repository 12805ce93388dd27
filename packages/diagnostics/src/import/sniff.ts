import { recordingFormat } from '@earshot/core/stats'

import { RecordingError } from './importer.ts'

export type Format = 'earshot' | 'webrtc-internals' | 'rtcstats-dump' | 'legacy-rtcstats'

const supported =
  'Supported are recordings of Earshot, webrtc-internals dumps of Chrome, RTCStatsDump files and rtcstats dumps of Jitsi, gzipped or not.'

/**
 * Which format a text is of, by its beginning.
 * @throws RecordingError when it is none.
 */
export function sniff(beginning: string): Format {
  const text = beginning.trimStart()
  if (text === '') throw new RecordingError('empty', `This file is empty. ${supported}`)
  if (text.startsWith('RTCStatsDump')) return 'rtcstats-dump'
  const [firstLine = '', secondLine = ''] = text.split('\n', 2).map((line) => line.slice(0, 4_096))
  if (text.startsWith('{')) {
    if (firstLine.includes(`"format":"${recordingFormat}"`)) return 'earshot'
    if (/"(?:PeerConnections|getUserMedia|UserAgent)"\s*:/.test(text)) return 'webrtc-internals'
  }
  if (
    lineOfRtcstats.test(firstLine) ||
    (text.startsWith('{') && /"userAgent"/.test(firstLine) && lineOfRtcstats.test(secondLine))
  ) {
    return 'legacy-rtcstats'
  }
  throw new RecordingError('not-supported', `${reason(text)} ${supported}`)
}

const lineOfRtcstats = /^\[\s*"[\w.:]+"\s*,\s*(?:null|"[^"]*")\s*,/

/** What the file seems to be instead. */
function reason(text: string): string {
  if (/^[[{][\s\S]{0,400}"type"\s*:\s*"(?:inbound-rtp|outbound-rtp|candidate-pair|codec|transport|certificate)"/.test(text)) {
    return 'This is one report of getStats: to be judged a call needs its course over time.'
  }
  if (/^(?:<!doctype|<html)/i.test(text)) return 'This is a web page, not a recording.'
  if (/^v=0\r?\n/.test(text)) return 'This is a session description, not a recording.'
  if (/^\S*\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return 'This looks like the log of a server, not a recording of a call.'
  if (/^[[{]/.test(text)) return 'This is JSON, but no recording of a call.'
  return 'This is no recording of a call.'
}
