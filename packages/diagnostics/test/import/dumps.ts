import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import { inquire, newInquiry, openRecording, type Entry, type ImportNote } from '@earshot/diagnostics'

import type { Sample } from '@earshot/core/stats'

import { chunks, collect } from '../entries.ts'

/** One call, as Chromium's webrtc-internals saved it in both of its formats (`tools/dumps`). */
export async function readDump(name: 'webrtc-internals.json' | 'rtcstats-dump'): Promise<string> {
  return gunzipSync(await readFile(new URL(`../fixtures/dumps/${name}.gz`, import.meta.url))).toString('utf8')
}

export interface Opened {
  readonly format: string
  readonly entries: readonly Entry[]
  readonly notes: readonly ImportNote[]
}

export async function open(text: string, chunkSize = 65_536): Promise<Opened> {
  const notes: ImportNote[] = []
  const { format, entries } = await openRecording(chunks(new TextEncoder().encode(text), chunkSize), (note) => notes.push(note))
  return { format, entries: await collect(entries), notes }
}

/** The values of each member of each entry, in the order of the reports, by connection, entry and member. */
export function seriesOf(entries: readonly Entry[]): ReadonlyMap<string, readonly unknown[]> {
  const series = new Map<string, unknown[]>()
  for (const entry of entries) {
    if (entry.type === 'event') continue
    for (const [id, stats] of entry.report.stats) {
      for (const [member, value] of Object.entries(stats)) {
        const key = `${entry.connection} ${id} ${member}`
        const values = series.get(key)
        if (values === undefined) series.set(key, [value])
        else values.push(value)
      }
    }
  }
  return series
}

/** What happened between the reports. */
export function samplesOf(entries: readonly Entry[]): readonly Sample[] {
  let inquiry = newInquiry
  return entries.flatMap((entry) => {
    const [next, { sample }] = inquire(inquiry, entry)
    inquiry = next
    return sample === null ? [] : [sample]
  })
}

/** A webrtc-internals dump as it is parsed. */
export interface InternalsDump {
  readonly [member: string]: unknown
  readonly PeerConnections: Readonly<Record<string, InternalsConnection>>
}

export interface InternalsConnection {
  readonly [member: string]: unknown
  readonly stats: Readonly<Record<string, InternalsSeries>>
  readonly updateLog: readonly {
    readonly type: string
    readonly value: string
    readonly timestamp?: number
    readonly time?: string
  }[]
}

interface InternalsSeries {
  readonly startTime: string
  readonly endTime: string
  readonly statsType?: string
  readonly values: string
}

/** The dump as Chrome 117 to 141 wrote it: the log in words and in the user's time. */
export function ofChrome117(text: string, timeOf: (timestamp: number) => string = dayFirst): InternalsDump {
  const dump = JSON.parse(text) as InternalsDump
  return mapConnections(dump, (connection) => ({
    ...connection,
    updateLog: connection.updateLog.map(({ type, value, timestamp = 0 }) => ({
      time: timeOf(timestamp),
      type,
      value: inWords(value),
    })),
  }))
}

/** The dump as Chrome 90 to 116 wrote it: without the time of each report. */
export function ofChrome90(text: string): InternalsDump {
  return mapConnections(ofChrome117(text), (connection) => ({
    ...connection,
    stats: Object.fromEntries(Object.entries(connection.stats).filter(([name]) => !name.endsWith('-timestamp'))),
  }))
}

/** The dump as Chrome 80 wrote it: no types, long ids, much of what is in streams today in tracks, levels of 16 bits. */
export function ofChrome80(text: string): InternalsDump {
  return mapConnections(ofChrome90(text), (connection) => {
    const stats: Record<string, InternalsSeries> = {}
    for (const [name, { statsType = '', ...series }] of Object.entries(connection.stats)) {
      const at = name.lastIndexOf('-')
      const [id, member] = [name.slice(0, at), name.slice(at + 1)]
      if (name.includes('-[') || member === 'type' || member === 'mid') continue
      const video = id.includes('V')
      const old = longId(id, statsType)
      const track = `RTCMediaStreamTrack_receiver_${video ? 2 : 1}`
      if (statsType === 'inbound-rtp' && inTracks.has(member))
        stats[`${track}-${member}`] = { ...series, values: scaled(member, series.values) }
      else stats[`${old}-${member}`] = { ...series, values: withOldIds(scaled(member, series.values), connection.stats) }
      if (statsType === 'inbound-rtp' && member === 'ssrc') {
        const count = (JSON.parse(series.values) as unknown[]).length
        stats[`${old}-trackId`] = { ...series, values: JSON.stringify(Array.from({ length: count }, () => track)) }
      }
    }
    return { ...connection, stats }
  })
}

const inTracks = new Set([
  'framesReceived',
  'framesDropped',
  'frameWidth',
  'frameHeight',
  'freezeCount',
  'totalFreezesDuration',
  'audioLevel',
  'concealedSamples',
  'silentConcealedSamples',
  'totalSamplesReceived',
])

function longId(id: string, statsType: string): string {
  const kind = /^[A-Z]{2}\d*V/.test(id) || /^RIV|^ROV|^SV/.test(id) ? 'Video' : 'Audio'
  const number = /\d+$/.exec(id)?.[0] ?? '1'
  const names: Readonly<Record<string, string>> = {
    'inbound-rtp': `RTCInboundRTP${kind}Stream_${number}`,
    'outbound-rtp': `RTCOutboundRTP${kind}Stream_${number}`,
    'remote-inbound-rtp': `RTCRemoteInboundRtp${kind}Stream_${number}`,
    'remote-outbound-rtp': `RTCRemoteOutboundRTP${kind}Stream_${number}`,
    'media-source': `RTC${kind}Source_${number}`,
    'candidate-pair': `RTCIceCandidatePair_${id}`,
    'local-candidate': `RTCIceCandidate_${id}`,
    'remote-candidate': `RTCIceCandidate_${id}`,
    codec: `RTCCodec_${id}`,
    certificate: `RTCCertificate_${id}`,
    transport: `RTCTransport_${id}_1`,
    'peer-connection': 'RTCPeerConnection',
  }
  return names[statsType] ?? id
}

function scaled(member: string, values: string): string {
  const list = JSON.parse(values) as unknown[]
  if (member === 'audioLevel') return JSON.stringify(list.map((level) => Math.round(32_767 * Number(level))))
  return member === 'ssrc' ? JSON.stringify(list.map(String)) : values
}

function withOldIds(values: string, stats: InternalsConnection['stats']): string {
  const types = new Map(
    Object.entries(stats).map(([name, { statsType = '' }]) => [name.slice(0, name.lastIndexOf('-')), statsType]),
  )
  const list = JSON.parse(values) as unknown[]
  return JSON.stringify(
    list.map((value) => (typeof value === 'string' && types.has(value) ? longId(value, types.get(value) ?? '') : value)),
  )
}

function mapConnections(dump: InternalsDump, map: (connection: InternalsConnection) => InternalsConnection): InternalsDump {
  const connections = Object.entries(dump.PeerConnections).map(([id, connection]) => [id, map(connection)])
  return { ...dump, PeerConnections: Object.fromEntries(connections) as InternalsDump['PeerConnections'] }
}

function inWords(value: string): string {
  if (value === '') return ''
  const data = JSON.parse(value) as unknown
  if (typeof data !== 'object' || data === null) return String(data)
  const { type, sdp, candidate, sdpMid, sdpMLineIndex } = data as Record<string, unknown>
  if (sdp !== undefined) return `type: ${String(type)}, sdp: ${String(sdp)}`
  if (candidate !== undefined)
    return `sdpMid: ${String(sdpMid)}, sdpMLineIndex: ${String(sdpMLineIndex)}, candidate: ${String(candidate)}`
  return value
}

const zoneMs = 2 * 3_600_000

/** As a browser in Paris says it. */
export function dayFirst(timestamp: number): string {
  const [year = '', month = '', day = ''] = dateOf(timestamp + zoneMs)
  return `${day}/${month}/${year} ${clockOf(timestamp + zoneMs)}`
}

/** As a browser in New York says it. */
export function monthFirst(timestamp: number): string {
  const local = timestamp - 5 * 3_600_000
  const [year = '', month = '', day = ''] = dateOf(local)
  const [hour = '', ...rest] = clockOf(local).split(':')
  return `${Number(month)}/${Number(day)}/${year}, ${Number(hour) % 12 || 12}:${rest.join(':')} ${Number(hour) < 12 ? 'AM' : 'PM'}`
}

/** As a browser in Shanghai says it. */
export function yearFirst(timestamp: number): string {
  const local = timestamp + 8 * 3_600_000
  const [hour = '', ...rest] = clockOf(local).split(':')
  return `${dateOf(local).map(Number).join('/')} ${Number(hour) < 12 ? '上午' : '下午'}${Number(hour) % 12 || 12}:${rest.join(':')}`
}

function dateOf(timestamp: number): readonly string[] {
  return new Date(timestamp).toISOString().slice(0, 10).split('-')
}

function clockOf(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(11, 19)
}
