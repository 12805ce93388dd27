import type { Stats } from '@earshot/core/stats'

/** Whether an entry is of Chrome's former getStats(callback), whose members are words, most of which begin with `goog`. */
export function isGoog(stats: Stats): boolean {
  return googTypes.has(stats.type)
}

const googTypes: ReadonlySet<string> = new Set([
  'ssrc',
  'googCandidatePair',
  'googComponent',
  'googCertificate',
  'googTrack',
  'googLibjingleSession',
  'VideoBwe',
])

/**
 * What such entries say, as entries of webrtc-stats. Rates and averages that were computed over unknown intervals have no counterpart and are
 * left out: encoding, decoding and buffering times, concealment.
 */
export function fromGoog(entries: readonly Stats[]): readonly Stats[] {
  const bandwidth = entries.find(({ type }) => type === 'VideoBwe')
  return [
    ...entries.filter(({ type }) => type === 'ssrc').flatMap(streamOf),
    ...entries.filter(({ type }) => type === 'googCandidatePair').flatMap((pair) => pairOf(pair, bandwidth)),
    ...transportOf(entries),
  ]
}

function streamOf(stats: Stats): readonly Stats[] {
  const { id, timestamp } = stats
  const sends = id.endsWith('_send')
  const kind =
    stats.mediaType === 'video' || stats.googFrameWidthSent !== undefined || stats.googFrameWidthReceived !== undefined
      ? 'video'
      : 'audio'
  const shared = { timestamp, kind, ssrc: number(stats.ssrc) ?? Number(/\d+/.exec(id)?.[0]) }
  const codecId = `codec_${id}`
  const mimeType = typeof stats.googCodecName === 'string' ? `${kind}/${stats.googCodecName}` : null
  const codec: readonly Stats[] = mimeType === null ? [] : [{ id: codecId, timestamp, type: 'codec', mimeType }]
  if (!sends) return [{ ...received(stats, kind), ...shared, id, type: 'inbound-rtp', codecId }, ...codec]
  const [remoteId, mediaSourceId] = [`remote_${id}`, `source_${id}`]
  return [
    { ...sent(stats, kind), ...shared, id, type: 'outbound-rtp', codecId, remoteId, mediaSourceId },
    {
      ...{ ...shared, id: remoteId, type: 'remote-inbound-rtp', localId: id },
      ...known({
        packetsLost: number(stats.packetsLost),
        roundTripTime: seconds(stats.googRtt),
        jitter: seconds(stats.googJitterReceived),
      }),
    },
    {
      ...{ id: mediaSourceId, timestamp, type: 'media-source', kind },
      ...known({
        audioLevel: level(stats.audioInputLevel),
        totalAudioEnergy: number(stats.totalAudioEnergy),
        totalSamplesDuration: number(stats.totalSamplesDuration),
        width: number(stats.googFrameWidthInput),
        height: number(stats.googFrameHeightInput),
        framesPerSecond: number(stats.googFrameRateInput),
      }),
    },
    ...codec,
  ]
}

function sent(stats: Stats, kind: string) {
  return known({
    bytesSent: number(stats.bytesSent),
    packetsSent: number(stats.packetsSent),
    framesEncoded: number(stats.framesEncoded),
    qpSum: number(stats.qpSum),
    frameWidth: number(stats.googFrameWidthSent),
    frameHeight: number(stats.googFrameHeightSent),
    framesPerSecond: number(stats.googFrameRateSent),
    nackCount: number(stats.googNacksReceived),
    pliCount: number(stats.googPlisReceived),
    firCount: number(stats.googFirsReceived),
    encoderImplementation: stats.codecImplementationName,
    qualityLimitationReason: kind === 'video' ? limitationOf(stats) : undefined,
  })
}

function limitationOf(stats: Stats): string {
  if (stats.googCpuLimitedResolution === 'true') return 'cpu'
  return stats.googBandwidthLimitedResolution === 'true' ? 'bandwidth' : 'none'
}

function received(stats: Stats, kind: string) {
  return known({
    bytesReceived: number(stats.bytesReceived),
    packetsReceived: number(stats.packetsReceived),
    packetsLost: number(stats.packetsLost),
    jitter: seconds(stats.googJitterReceived),
    audioLevel: level(stats.audioOutputLevel),
    totalAudioEnergy: number(stats.totalAudioEnergy),
    totalSamplesDuration: kind === 'audio' ? number(stats.totalSamplesDuration) : undefined,
    framesDecoded: number(stats.framesDecoded),
    qpSum: number(stats.qpSum),
    frameWidth: number(stats.googFrameWidthReceived),
    frameHeight: number(stats.googFrameHeightReceived),
    framesPerSecond: number(stats.googFrameRateDecoded),
    nackCount: number(stats.googNacksSent),
    pliCount: number(stats.googPlisSent),
    firCount: number(stats.googFirsSent),
    decoderImplementation: stats.codecImplementationName,
  })
}

function pairOf(pair: Stats, bandwidth: Stats | undefined): readonly Stats[] {
  const active = pair.googActiveConnection === 'true'
  const { id, timestamp } = pair
  const [localCandidateId, remoteCandidateId] = [candidateId(pair, 'local'), candidateId(pair, 'remote')]
  const stats: Stats = {
    ...{ id, timestamp, type: 'candidate-pair', localCandidateId, remoteCandidateId, nominated: active },
    state: pair.googWritable === 'true' ? 'succeeded' : 'in-progress',
    ...known({
      currentRoundTripTime: seconds(pair.googRtt),
      bytesSent: number(pair.bytesSent),
      bytesReceived: number(pair.bytesReceived),
      packetsSent: number(pair.packetsSent),
      requestsSent: number(pair.requestsSent),
      requestsReceived: number(pair.requestsReceived),
      responsesSent: number(pair.responsesSent),
      responsesReceived: number(pair.responsesReceived),
      availableOutgoingBitrate: active ? number(bandwidth?.googAvailableSendBandwidth) : undefined,
    }),
  }
  return [stats, ...(['local', 'remote'] as const).flatMap((end) => (hasCandidate(pair, end) ? [] : [candidateIn(pair, end)]))]
}

type End = 'local' | 'remote'

function hasCandidate(pair: Stats, end: End): boolean {
  return typeof pair[`${end}CandidateId`] === 'string'
}

function candidateId(pair: Stats, end: End): string {
  const id = pair[`${end}CandidateId`]
  return typeof id === 'string' ? id : `${end}_${pair.id}`
}

/** The oldest had no entries of candidates: what was known of them was the pair's. */
function candidateIn(pair: Stats, end: End): Stats {
  const name = end === 'local' ? 'Local' : 'Remote'
  const address = pair[`goog${name}Address`]
  return {
    ...{ id: candidateId(pair, end), timestamp: pair.timestamp, type: `${end}-candidate` },
    ...known({
      address: typeof address === 'string' ? address.replace(/:\d+$/, '') : undefined,
      candidateType: todaysCandidateType(pair[`goog${name}CandidateType`]),
      protocol: pair.googTransportType,
    }),
  }
}

function transportOf(entries: readonly Stats[]): readonly Stats[] {
  const active = entries.find((entry) => entry.type === 'googCandidatePair' && entry.googActiveConnection === 'true')
  if (active === undefined) return []
  return [{ id: 'transport', timestamp: active.timestamp, type: 'transport', selectedCandidatePairId: active.id }]
}

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

/** Of milliseconds; -1 was not known yet. */
function seconds(value: unknown): number | undefined {
  const read = number(value)
  return read === undefined || read < 0 ? undefined : read / 1_000
}

/** 0..1 of 16 bits. */
function level(value: unknown): number | undefined {
  const read = number(value)
  return read === undefined || read < 0 ? undefined : read / 32_767
}

/** Without the members that are not there. */
function known(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** What libjingle called the types of candidates. */
export function todaysCandidateType(type: unknown): unknown {
  return typeof type === 'string' ? (candidateTypes.get(type) ?? type) : undefined
}

const candidateTypes: ReadonlyMap<string, string> = new Map([
  ['local', 'host'],
  ['stun', 'srflx'],
  ['serverreflexive', 'srflx'],
  ['peerreflexive', 'prflx'],
  ['relayed', 'relay'],
])
