import type { Stats } from '@earshot/core/stats'

import type { Entry } from '../recording/entry.ts'
import type { RecordedEvent } from '../recording/event.ts'

/** Writes entries as an RTCStatsDump, version 3, which the tools of rtcstats read, each line with its end. */
export interface RtcstatsDumpWriter {
  /** The first two lines. */
  begin(about?: Readonly<Record<string, string | number>>): string
  write(entry: Entry): string
}

export function createRtcstatsDumpWriter(): RtcstatsDumpWriter {
  /** The ids of the last report, by connection. */
  const ids = new Map<string, readonly string[]>()
  const opened = new Set<string>()
  let last = 0

  const line = (method: string, connection: string | null, value: unknown, timestamp: number): string => {
    const passed = timestamp - last
    last = timestamp
    return `${JSON.stringify([method, connection, value ?? null, passed])}\n`
  }

  return {
    begin: (about = {}) => `RTCStatsDump\n${JSON.stringify({ ...about, fileFormat: 3 })}\n`,

    write(entry) {
      const { connection } = entry
      const timestamp = entry.type === 'report' ? entry.report.timestamp : entry.timestamp
      const isNew = connection !== null && !opened.has(connection)
      if (connection !== null) opened.add(connection)
      if (entry.type === 'event') {
        const [method, value] = callOf(entry.event)
        return (
          (isNew && method !== 'create' ? line('create', connection, {}, timestamp) : '') +
          line(method, connection, value, timestamp)
        )
      }
      const { stats } = entry.report
      const gone = (ids.get(entry.connection) ?? []).filter((id) => !stats.has(id))
      ids.set(entry.connection, [...stats.keys()])
      const value = Object.fromEntries([
        ...[...stats].map(([id, members]): [string, Stats] => [id, members]),
        ...gone.map((id): [string, null] => [id, null]),
      ])
      return (isNew ? line('create', connection, {}, timestamp) : '') + line('getStats', connection, value, timestamp)
    },
  }
}

/** The call or event of webrtc-pc that an event is of; what has none is an event of the writer's own, whose names begin with `:`. */
function callOf(event: RecordedEvent): readonly [string, unknown] {
  switch (event.type) {
    case 'signaling':
      return ['onsignalingstatechange', event.state]
    case 'ice-gathering':
      return ['onicegatheringstatechange', event.state]
    case 'ice':
      return ['oniceconnectionstatechange', event.state]
    case 'connection':
      return ['onconnectionstatechange', event.state]
    case 'description':
      return [event.sent ? 'setLocalDescription' : 'setRemoteDescription', { type: event.kind, sdp: event.sdp ?? '' }]
    case 'candidate':
      return [event.sent ? 'onicecandidate' : 'addIceCandidate', { candidate: event.candidate }]
    case 'candidate-error': {
      const { url, errorCode, errorText } = event
      return ['onicecandidateerror', { url, errorCode, errorText }]
    }
    case 'opened':
      return ['create', configurationOf(event.configuration)]
    case 'closed':
      return ['close', null]
    case 'capture':
      return event.error === null
        ? ['navigator.mediaDevices.getUserMedia', { audio: event.what.includes('audio'), video: event.what.includes('video') }]
        : ['navigator.mediaDevices.getUserMediaOnFailure', event.error]
    case 'other':
      return [event.name, event.value]
    default: {
      const { type, ...value } = event
      return [`:${type}`, value]
    }
  }
}

function configurationOf(words: string | null): unknown {
  try {
    return JSON.parse(words ?? '{}')
  } catch {
    return {}
  }
}
