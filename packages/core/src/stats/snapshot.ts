/**
 * What getStats returned, as typed plain data: the reports and members that the formulas use (W3C webrtc-stats).
 * An absent member is `null`. Engines differ and change, so nothing is taken on trust: a member of another type counts as absent.
 */
export interface Snapshot {
  /** Milliseconds since the epoch: the newest timestamp of the reports. */
  readonly timestamp: number
  readonly inbound: readonly InboundRtp[]
  readonly outbound: readonly OutboundRtp[]
  readonly remoteInbound: ReadonlyMap<string, RemoteInboundRtp>
  readonly codecs: ReadonlyMap<string, CodecReport>
  readonly selectedPair: CandidatePair | null
}

interface Report {
  readonly id: string
  readonly timestamp: number
}

interface RtpStream extends Report {
  readonly kind: 'audio' | 'video'
  readonly ssrc: number | null
  readonly mid: string | null
  readonly rid: string | null
  readonly codecId: string | null
  readonly remoteId: string | null
  readonly frameWidth: number | null
  readonly frameHeight: number | null
}

export interface InboundRtp extends RtpStream {
  readonly bytesReceived: number | null
  readonly packetsReceived: number | null
  readonly retransmittedPacketsReceived: number | null
  /** Signed: late packets are subtracted again (RFC 3550 6.4.1). */
  readonly packetsLost: number | null
  /** Seconds. */
  readonly jitter: number | null
  readonly framesDecoded: number | null
}

export interface OutboundRtp extends RtpStream {
  readonly bytesSent: number | null
  readonly packetsSent: number | null
  readonly framesEncoded: number | null
}

export interface RemoteInboundRtp extends Report {
  /** 0..1 over the last receiver report's interval. */
  readonly fractionLost: number | null
  readonly packetsLost: number | null
  readonly packetsReceived: number | null
  /** Seconds. */
  readonly jitter: number | null
  /** Seconds. */
  readonly roundTripTime: number | null
  readonly roundTripTimeMeasurements: number | null
}

export interface CodecReport extends Report {
  readonly mimeType: string
  readonly payloadType: number
  readonly clockRate: number | null
  readonly channels: number | null
  readonly sdpFmtpLine: string | null
}

export interface CandidatePair extends Report {
  readonly local: CandidateReport | null
  readonly remote: CandidateReport | null
  /** Seconds. */
  readonly currentRoundTripTime: number | null
  /** bit/s. */
  readonly availableOutgoingBitrate: number | null
  readonly bytesReceived: number | null
  /** Answers to STUN checks: they come every few seconds even where no media flows. */
  readonly responsesReceived: number | null
}

export interface CandidateReport extends Report {
  readonly candidateType: 'host' | 'srflx' | 'prflx' | 'relay'
  readonly protocol: 'udp' | 'tcp'
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null
}

/** Reads a report once. `report` is anything that yields the values of an RTCStatsReport. */
export function takeSnapshot(report: Iterable<unknown>): Snapshot {
  const reports = new Map<string, Fields>()
  for (const value of report) {
    const fields = readFields(value)
    if (fields !== null) reports.set(fields.id, fields)
  }
  const ofType = (type: string) => [...reports.values()].filter((fields) => fields.text('type') === type)
  return {
    timestamp: Math.max(0, ...[...reports.values()].map(({ timestamp }) => timestamp)),
    inbound: ofType('inbound-rtp').flatMap(readInbound),
    outbound: ofType('outbound-rtp').flatMap(readOutbound),
    remoteInbound: byId(ofType('remote-inbound-rtp').map(readRemoteInbound)),
    codecs: byId(ofType('codec').flatMap(readCodec)),
    selectedPair: readSelectedPair(reports, ofType('transport'), ofType('candidate-pair')),
  }
}

function readInbound(fields: Fields): readonly InboundRtp[] {
  const stream = readStream(fields)
  if (stream === null) return []
  return [
    {
      ...stream,
      bytesReceived: fields.number('bytesReceived'),
      packetsReceived: fields.number('packetsReceived'),
      retransmittedPacketsReceived: fields.number('retransmittedPacketsReceived'),
      packetsLost: fields.signed('packetsLost'),
      jitter: fields.number('jitter'),
      framesDecoded: fields.number('framesDecoded'),
    },
  ]
}

function readOutbound(fields: Fields): readonly OutboundRtp[] {
  const stream = readStream(fields)
  if (stream === null) return []
  return [
    {
      ...stream,
      bytesSent: fields.number('bytesSent'),
      packetsSent: fields.number('packetsSent'),
      framesEncoded: fields.number('framesEncoded'),
    },
  ]
}

function readStream(fields: Fields): RtpStream | null {
  const kind = fields.oneOf('kind', ['audio', 'video'])
  if (kind === null) return null
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    kind,
    ssrc: fields.number('ssrc'),
    mid: fields.text('mid'),
    rid: fields.text('rid'),
    codecId: fields.text('codecId'),
    remoteId: fields.text('remoteId'),
    frameWidth: fields.number('frameWidth'),
    frameHeight: fields.number('frameHeight'),
  }
}

function readRemoteInbound(fields: Fields): RemoteInboundRtp {
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    fractionLost: fields.number('fractionLost'),
    packetsLost: fields.signed('packetsLost'),
    packetsReceived: fields.number('packetsReceived'),
    jitter: fields.number('jitter'),
    roundTripTime: fields.number('roundTripTime'),
    roundTripTimeMeasurements: fields.number('roundTripTimeMeasurements'),
  }
}

function readCodec(fields: Fields): readonly CodecReport[] {
  const mimeType = fields.text('mimeType')
  const payloadType = fields.number('payloadType')
  if (mimeType === null || payloadType === null) return []
  return [
    {
      id: fields.id,
      timestamp: fields.timestamp,
      mimeType,
      payloadType,
      clockRate: fields.number('clockRate'),
      channels: fields.number('channels'),
      sdpFmtpLine: fields.text('sdpFmtpLine'),
    },
  ]
}

/** The transport names the pair; where there is no transport report (Firefox before 153) it is the nominated one that succeeded. */
function readSelectedPair(
  reports: ReadonlyMap<string, Fields>,
  transports: readonly Fields[],
  pairs: readonly Fields[],
): CandidatePair | null {
  const named = transports.map((transport) => transport.text('selectedCandidatePairId')).find((id) => id !== null)
  const pair =
    named === undefined || named === null
      ? pairs.find((fields) => fields.flag('selected') || (fields.flag('nominated') && fields.text('state') === 'succeeded'))
      : reports.get(named)
  if (pair === undefined) return null
  return {
    id: pair.id,
    timestamp: pair.timestamp,
    local: readCandidate(reports.get(pair.text('localCandidateId') ?? '')),
    remote: readCandidate(reports.get(pair.text('remoteCandidateId') ?? '')),
    currentRoundTripTime: pair.number('currentRoundTripTime'),
    availableOutgoingBitrate: pair.number('availableOutgoingBitrate'),
    bytesReceived: pair.number('bytesReceived'),
    responsesReceived: pair.number('responsesReceived'),
  }
}

function readCandidate(fields: Fields | undefined): CandidateReport | null {
  const candidateType = fields?.oneOf('candidateType', ['host', 'srflx', 'prflx', 'relay']) ?? null
  const protocol = fields?.oneOf('protocol', ['udp', 'tcp']) ?? null
  if (fields === undefined || candidateType === null || protocol === null) return null
  const relayProtocol = fields.oneOf('relayProtocol', ['udp', 'tcp', 'tls'])
  return { id: fields.id, timestamp: fields.timestamp, candidateType, protocol, relayProtocol }
}

interface Fields extends Report {
  /** A count or a gauge: never negative. */
  number(name: string): number | null
  signed(name: string): number | null
  text(name: string): string | null
  flag(name: string): boolean
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | null
}

function readFields(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null) return null
  const members = new Map<string, unknown>(Object.entries(value))
  const id = members.get('id')
  const timestamp = members.get('timestamp')
  if (typeof id !== 'string' || typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return null
  const typed = <Type>(name: string, is: (member: unknown) => member is Type): Type | null => {
    const member = members.get(name)
    return is(member) ? member : null
  }
  return {
    id,
    timestamp,
    number: (name) => typed(name, isCount),
    signed: (name) => typed(name, isFiniteNumber),
    text: (name) => typed(name, (member) => typeof member === 'string'),
    flag: (name) => members.get(name) === true,
    oneOf: (name, words) => words.find((word) => word === members.get(name)) ?? null,
  }
}

function isCount(value: unknown): value is number {
  return isFiniteNumber(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function byId<Type extends Report>(reports: readonly Type[]): ReadonlyMap<string, Type> {
  return new Map(reports.map((report) => [report.id, report]))
}
