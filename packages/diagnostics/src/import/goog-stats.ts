import type { Stats } from '@earshot/core/stats'

import type { History } from './webrtc-internals-history.ts'

/** The payload type of each codec, by its name in lower case. */
export type PayloadTypes = ReadonlyMap<string, number>

/** Where Chrome wrote the standard's entries as well as its own older ones, the older ones say nothing more. */
export function withoutGoogHistories(histories: readonly History[]): readonly History[] {
  return histories.some(({ type }) => ofStandard.has(type)) ? histories.filter(({ id }) => !isGoog(id)) : histories
}

/** Turns Chrome's own entries of before the standard (`ssrc_1_send`, `Conn-audio-1-0`, `bweforvideo`) into the entries that webrtc-stats has. */
export function withoutGoogStats(stats: readonly Stats[], payloadTypes: PayloadTypes): readonly Stats[] {
  if (!stats.some(({ id }) => isGoog(id))) return stats
  const bandwidth = stats.find(({ id }) => id === 'bweforvideo')
  return stats.flatMap((entry) => {
    if (entry.id.endsWith('_send')) return sent(entry, bandwidth, payloadTypes)
    if (entry.id.endsWith('_recv')) return received(entry, payloadTypes)
    return entry.id.startsWith('Conn-') ? path(entry, bandwidth) : []
  })
}

/** A connection has at least one of them. */
const ofStandard: ReadonlySet<string> = new Set(['inbound-rtp', 'outbound-rtp', 'candidate-pair', 'transport', 'peer-connection'])

export function isGoog(id: string): boolean {
  return /^(?:ssrc_|Conn-|Cand-|Channel-|goog[A-Z]|bweforvideo$)/.test(id)
}

function sent(entry: Stats, bandwidth: Stats | undefined, payloadTypes: PayloadTypes): readonly Stats[] {
  const kind = kindOf(entry)
  const [codec, source, remote] = [codecOf(entry, kind, payloadTypes), `${entry.id}_source`, `${entry.id}_remote`]
  const links = { codecId: codec?.id, mediaSourceId: source, remoteId: remote }
  const target = kind === 'video' ? read(bandwidth, [['googTargetEncBitrate', 'targetBitrate']]) : {}
  return [
    made(entry, entry.id, 'outbound-rtp', { kind, ...links, ...target, ...read(entry, sentMembers), ...limitation(entry) }),
    made(entry, remote, 'remote-inbound-rtp', { kind, localId: entry.id, ...read(entry, reportedMembers) }),
    made(entry, source, 'media-source', { kind, ...read(entry, sourceMembers) }),
    ...(codec === null ? [] : [codec]),
  ]
}

function received(entry: Stats, payloadTypes: PayloadTypes): readonly Stats[] {
  const kind = kindOf(entry)
  const codec = codecOf(entry, kind, payloadTypes)
  const stats = made(entry, entry.id, 'inbound-rtp', { kind, codecId: codec?.id, ...read(entry, receivedMembers) })
  return codec === null ? [stats] : [stats, codec]
}

function path(entry: Stats, bandwidth: Stats | undefined): readonly Stats[] {
  const isActive = entry['googActiveConnection'] === true
  const isUsable = entry['googReadable'] === true && entry['googWritable'] === true
  const [transportId, local, remote] = [`${entry.id}_transport`, `${entry.id}_local`, `${entry.id}_remote`]
  const pair = made(entry, entry.id, 'candidate-pair', {
    ...{ transportId, localCandidateId: local, remoteCandidateId: remote, nominated: isActive },
    state: isUsable ? 'succeeded' : 'in-progress',
    ...(isActive && read(bandwidth, bandwidthMembers)),
    ...read(entry, pairMembers),
  })
  const transport = made(entry, transportId, 'transport', { selectedCandidatePairId: entry.id, ...read(entry, transportMembers) })
  return [
    pair,
    ...(isActive ? [transport] : []),
    made(entry, local, 'local-candidate', candidateOf(entry['googLocalCandidateType'], entry)),
    made(entry, remote, 'remote-candidate', candidateOf(entry['googRemoteCandidateType'], entry)),
  ]
}

/** The name here, the name in webrtc-stats, and how many of the unit here make one there. */
type Names = readonly (readonly [goog: string, standard: string, per?: number])[]

const loudest = 32_767
const milliseconds = 1_000

const sentMembers: Names = [
  ['ssrc', 'ssrc'],
  ['transportId', 'transportId'],
  ['bytesSent', 'bytesSent'],
  ['packetsSent', 'packetsSent'],
  ['googNacksReceived', 'nackCount'],
  ['googPlisReceived', 'pliCount'],
  ['googFirsReceived', 'firCount'],
  ['googFrameWidthSent', 'frameWidth'],
  ['googFrameHeightSent', 'frameHeight'],
  ['googFrameRateSent', 'framesPerSecond'],
  ['framesEncoded', 'framesEncoded'],
  ['qpSum', 'qpSum'],
  ['codecImplementationName', 'encoderImplementation'],
]
const reportedMembers: Names = [
  ['ssrc', 'ssrc'],
  ['packetsLost', 'packetsLost'],
  ['googRtt', 'roundTripTime', milliseconds],
  ['googJitterReceived', 'jitter', milliseconds],
]
const sourceMembers: Names = [
  ['googTrackId', 'trackIdentifier'],
  ['audioInputLevel', 'audioLevel', loudest],
  ['totalAudioEnergy', 'totalAudioEnergy'],
  ['totalSamplesDuration', 'totalSamplesDuration'],
  ['googFrameWidthInput', 'width'],
  ['googFrameHeightInput', 'height'],
  ['googFrameRateInput', 'framesPerSecond'],
]
const receivedMembers: Names = [
  ['ssrc', 'ssrc'],
  ['transportId', 'transportId'],
  ['googTrackId', 'trackIdentifier'],
  ['bytesReceived', 'bytesReceived'],
  ['packetsReceived', 'packetsReceived'],
  ['packetsLost', 'packetsLost'],
  ['googJitterReceived', 'jitter', milliseconds],
  ['googNacksSent', 'nackCount'],
  ['googPlisSent', 'pliCount'],
  ['googFirsSent', 'firCount'],
  ['googFrameWidthReceived', 'frameWidth'],
  ['googFrameHeightReceived', 'frameHeight'],
  ['googFrameRateDecoded', 'framesPerSecond'],
  ['framesDecoded', 'framesDecoded'],
  ['qpSum', 'qpSum'],
  ['codecImplementationName', 'decoderImplementation'],
  ['audioOutputLevel', 'audioLevel', loudest],
  ['totalAudioEnergy', 'totalAudioEnergy'],
  ['totalSamplesDuration', 'totalSamplesDuration'],
]
const transportMembers: Names = [
  ['bytesSent', 'bytesSent'],
  ['bytesReceived', 'bytesReceived'],
  ['packetsSent', 'packetsSent'],
]
const pairMembers: Names = [
  ...transportMembers,
  ['googRtt', 'currentRoundTripTime', milliseconds],
  ['requestsSent', 'requestsSent'],
  ['requestsReceived', 'requestsReceived'],
  ['responsesSent', 'responsesSent'],
  ['responsesReceived', 'responsesReceived'],
  ['consentRequestsSent', 'consentRequestsSent'],
  ['packetsDiscardedOnSend', 'packetsDiscardedOnSend'],
]
const bandwidthMembers: Names = [
  ['googAvailableSendBandwidth', 'availableOutgoingBitrate'],
  ['googAvailableReceiveBandwidth', 'availableIncomingBitrate'],
]

function read(entry: Stats | undefined, names: Names): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map(([goog, standard, per = 1]) => [standard, known(entry?.[goog], per)]))
}

/** -1 is what is not known. */
function known(value: unknown, per: number): unknown {
  if (typeof value === 'number') return value < 0 ? undefined : value / per
  return typeof value === 'string' ? value : undefined
}

function made({ timestamp }: Stats, id: string, type: string, members: Readonly<Record<string, unknown>>): Stats {
  const present = Object.entries(members).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(present), id, type, timestamp }
}

function kindOf(entry: Stats): 'audio' | 'video' {
  if (entry['kind'] === 'audio' || entry['kind'] === 'video') return entry['kind']
  return 'audioInputLevel' in entry || 'audioOutputLevel' in entry ? 'audio' : 'video'
}

/** The payload type is that of the descriptions, where the recording has them. */
function codecOf(entry: Stats, kind: string, payloadTypes: PayloadTypes): Stats | null {
  const name = entry['googCodecName']
  if (typeof name !== 'string' || name === '') return null
  const payloadType = payloadTypes.get(name.toLowerCase())
  return made(entry, `${entry.id}_codec`, 'codec', { mimeType: `${kind}/${name}`, payloadType })
}

function limitation(entry: Stats): Readonly<Record<string, unknown>> {
  const { googCpuLimitedResolution: cpu, googBandwidthLimitedResolution: bandwidth } = entry
  if (typeof cpu !== 'boolean' && typeof bandwidth !== 'boolean') return {}
  return { qualityLimitationReason: bandwidth === true ? 'bandwidth' : cpu === true ? 'cpu' : 'none' }
}

const candidateTypes: ReadonlyMap<unknown, string> = new Map([
  ['local', 'host'],
  ['host', 'host'],
  ['stun', 'srflx'],
  ['serverreflexive', 'srflx'],
  ['prflx', 'prflx'],
  ['peerreflexive', 'prflx'],
  ['relay', 'relay'],
  ['relayed', 'relay'],
])

/** What libjingle called a type of candidate, as webrtc-stats has it. */
export function candidateTypeOf(type: unknown): string | undefined {
  return candidateTypes.get(type)
}

function candidateOf(type: unknown, { googTransportType }: Stats): Readonly<Record<string, unknown>> {
  const protocol = typeof googTransportType === 'string' ? googTransportType.toLowerCase() : undefined
  return { candidateType: candidateTypeOf(type), protocol }
}
