/** A webrtc-internals dump as Chrome writes it. */
export interface Dump {
  getUserMedia: Record<string, unknown>[]
  PeerConnections: Record<string, DumpedConnection>
  [other: string]: unknown
}

export interface DumpedConnection {
  stats: Record<string, DumpedSeries>
  updateLog: Record<string, unknown>[]
  [other: string]: unknown
}

export interface DumpedSeries {
  startTime: string
  endTime: string
  statsType?: string
  values: string
}

export type Era = 'A' | 'B' | 'C' | 'D'

/**
 * What an older Chrome would have written of the same calls, from a dump of now (era D).
 *
 * - C, 117 to 141: logs in words, with the clock on the wall; the browser's brands as a list
 * - B, 90 to 116: without timestamps; members that are records as a text
 * - A, before 90: without types; ids in words; entries of type `track`; names of events that are Chrome's own
 */
export function aged(dump: Dump, era: Era): Dump {
  if (era === 'D') return dump
  const { getUserMedia, PeerConnections, UserAgent } = dump
  const connections = Object.entries(PeerConnections).map(([id, { pid, url, stats, updateLog }]): [string, DumpedConnection] => [
    id,
    {
      pid,
      url,
      rtcConfiguration: '{ iceServers: [], iceTransportPolicy: all, bundlePolicy: balanced, rtcpMuxPolicy: require }',
      constraints: '',
      stats: era === 'C' ? stats : era === 'B' ? withoutTimestamps(stats) : withTracks(withoutTimestamps(stats)),
      updateLog: updateLog.map((update) => inWords(update, era)),
    },
  ])
  const captures = era === 'A' ? getUserMedia.filter(({ origin }) => origin).map(withoutTime) : getUserMedia
  return {
    getUserMedia: captures,
    PeerConnections: Object.fromEntries(connections),
    UserAgent,
    ...(era === 'C' && { UserAgentData: [{ brand: 'Chromium', version: '140.0.7339.0' }] }),
  }
}

/** Before about 97 captures had no time, and only what was asked for was written. */
function withoutTime(line: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'timestamp'))
}

// --- events ---

/** What the clock on the wall said, in the language and the time zone of each era's browser. */
const clocks: Record<Era, (epochMs: number) => string> = {
  A: (epochMs) => new Date(epochMs).toLocaleString('en-GB', { timeZone: 'Asia/Kolkata' }),
  B: (epochMs) => new Date(epochMs).toLocaleString('ja-JP', { timeZone: 'Asia/Tokyo' }),
  C: (epochMs) => new Date(epochMs).toLocaleString('en-US', { timeZone: 'America/New_York' }),
  D: String,
}

function inWords({ type, value, timestamp }: Record<string, unknown>, era: Era): Record<string, unknown> {
  const name = String(type).replace(/^on(?=[a-z])/, '')
  const data: unknown = String(value).startsWith('{') || String(value).startsWith('"') ? JSON.parse(String(value)) : value
  const update = { time: clocks[era](Number(timestamp)), type: name, value: wordsOf(name, data) }
  return era === 'A' ? inChromesWords(update) : update
}

function wordsOf(name: string, data: unknown): string {
  if (typeof data !== 'object' || data === null) return String(data)
  const members = new Map(Object.entries(data))
  if (members.has('sdp')) return `type: ${members.get('type')}, sdp: ${members.get('sdp')}`
  if (members.has('candidate')) {
    return `sdpMid: ${members.get('sdpMid')}, sdpMLineIndex: ${members.get('sdpMLineIndex')}, candidate: ${members.get('candidate')}`
  }
  return `${name}: {${[...members].map(([member, value]) => `${member}: ${JSON.stringify(value)}`).join(', ')}}`
}

const chromesNames: Record<string, string> = {
  negotiationneeded: 'onRenegotiationNeeded',
  signalingstatechange: 'signalingStateChange',
  icegatheringstatechange: 'iceGatheringStateChange',
  iceconnectionstatechange: 'iceConnectionStateChange',
  connectionstatechange: 'connectionStateChange',
  icecandidate: 'onIceCandidate',
}
const prefixes: Record<string, string> = {
  signalingstatechange: 'SignalingState',
  icegatheringstatechange: 'ICEGatheringState',
  iceconnectionstatechange: 'ICEConnectionState',
}

function inChromesWords({ time, type, value }: { time: string; type: string; value: string }): Record<string, unknown> {
  const words = value.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const prefix = prefixes[type]
  return { time, type: chromesNames[type] ?? type, value: prefix === undefined ? value : prefix + words.join('') }
}

// --- statistics ---

type Stats = DumpedConnection['stats']

function withoutTimestamps(stats: Stats): Stats {
  const left = Object.entries(stats).filter(([key]) => !key.endsWith('-timestamp'))
  return Object.fromEntries(left.map(([key, series]) => [key, { ...series, values: withTexts(series.values) }]))
}

/** Records were written as libwebrtc prints them. */
function withTexts(values: string): string {
  const list = JSON.parse(values) as unknown[]
  return JSON.stringify(list.map((value) => (typeof value === 'object' && value !== null ? printed(value) : value)))
}

function printed(record: object): string {
  const members = Object.entries(record).map(([name, value]) => `${name}:${value}`)
  return `{${members.join(',')}}`
}

export function splitKey(key: string): [id: string, member: string] {
  const at = key.includes('-[') ? key.indexOf('-[') : key.lastIndexOf('-')
  return [key.slice(0, at), key.slice(at + 1)]
}

/** The ids that the entries of a connection had before 90, when they said what an entry is, by the ids they have now. */
export function longIdsOf(stats: Stats): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(stats).map(([key, { statsType = '' }]) => {
      const [id] = splitKey(key)
      return [id, `${beginningOf(id, statsType)}_${id}`]
    }),
  )
}

function beginningOf(id: string, type: string): string {
  const kind = /^[A-Z]+\d*V/.test(id) ? 'Video' : 'Audio'
  const beginnings: Record<string, string> = {
    'inbound-rtp': `RTCInboundRTP${kind}Stream`,
    'outbound-rtp': `RTCOutboundRTP${kind}Stream`,
    'remote-inbound-rtp': `RTCRemoteInboundRtp${kind}Stream`,
    'remote-outbound-rtp': `RTCRemoteOutboundRTP${kind}Stream`,
    'media-source': `RTC${kind}Source`,
    'candidate-pair': 'RTCIceCandidatePair',
    'local-candidate': 'RTCIceCandidate',
    'remote-candidate': 'RTCIceCandidate',
    transport: 'RTCTransport',
    codec: 'RTCCodec',
    certificate: 'RTCCertificate',
    'data-channel': 'RTCDataChannel',
    'peer-connection': 'RTCPeerConnection',
  }
  return beginnings[type] ?? type
}

/** Members that were in an entry of the track, and not in that of the stream or the source. */
const ofTracks: Record<string, readonly string[]> = {
  'inbound-rtp': [
    ...['jitterBufferDelay', 'jitterBufferEmittedCount', 'concealedSamples', 'silentConcealedSamples', 'concealmentEvents'],
    ...['totalSamplesReceived', 'insertedSamplesForDeceleration', 'removedSamplesForAcceleration', 'audioLevel'],
    ...['totalAudioEnergy', 'totalSamplesDuration', 'trackIdentifier', 'frameWidth', 'frameHeight', 'framesReceived'],
    ...['framesDropped', 'freezeCount', 'totalFreezesDuration', 'pauseCount', 'totalPausesDuration'],
  ],
  'outbound-rtp': ['frameWidth', 'frameHeight', 'framesSent', 'hugeFramesSent'],
  'media-source': ['audioLevel', 'totalAudioEnergy', 'totalSamplesDuration', 'echoReturnLoss', 'echoReturnLossEnhancement'],
}
const hiddenFromScripts = ['delayedPacketOutageSamples', 'jitterBufferFlushes', 'relativePacketArrivalDelay', 'interruptionCount']

/** A connection before 90. Media playout came later, so it stays out of an era that it does not belong to. */
function withTracks(stats: Stats): Stats {
  const longIds = longIdsOf(stats)
  const sources = new Map(
    Object.entries(stats).flatMap(([key, { values }]) =>
      key.endsWith('-mediaSourceId') ? [[splitKey(key)[0], firstOf(values)]] : [],
    ),
  )
  const old: Stats = {}
  for (const [key, { statsType: type = '', ...series }] of Object.entries(stats)) {
    const [id, member] = splitKey(key)
    const entry = longIds.get(id)
    const track =
      type === 'inbound-rtp' ? `RTCMediaStreamTrack_receiver_${id}` : `RTCMediaStreamTrack_sender_${sources.get(id) ?? id}`
    const put = (place: string, name: string, valueOf: (value: unknown) => unknown) => {
      const values = (JSON.parse(series.values) as unknown[]).map(valueOf)
      old[`${place}-${name}`] = { ...series, values: JSON.stringify(values) }
    }
    const isRtp = type === 'inbound-rtp' || type === 'outbound-rtp'
    if (type === 'media-playout' || member === 'address') continue
    if (member === 'ssrc' && isRtp) {
      put(`${entry}`, 'trackId', () => track)
      put(track, 'remoteSource', () => type === 'inbound-rtp')
      if (type === 'outbound-rtp') put(track, 'mediaSourceId', () => longIds.get(sources.get(id) ?? ''))
    }
    if (member === 'audioLevel') put(track, member, (level) => Math.round(Number(level) * 32_767))
    else if (ofTracks[type]?.includes(member)) put(track, member, (value) => value)
    else if (member === 'kind' && type.endsWith('-rtp')) put(`${entry}`, 'mediaType', (kind) => kind)
    else put(`${entry}`, hiddenFromScripts.includes(member) ? `${member}*` : member, (value) => ofEraA(member, value, longIds))
  }
  return old
}

function firstOf(values: string): string {
  return String((JSON.parse(values) as unknown[])[0])
}

function ofEraA(member: string, value: unknown, longIds: ReadonlyMap<string, string>): unknown {
  if (member === 'ssrc') return String(value)
  return typeof value === 'string' ? (longIds.get(value) ?? value) : value
}
