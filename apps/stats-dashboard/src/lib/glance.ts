import type { Sample, TrackSample } from '@earshot/core/stats'

/** The numbers of the glance, as series of a history. */
export const glanceSeries = [
  'sent',
  'target',
  'available',
  'received',
  'roundTrip',
  'baseRoundTrip',
  'lossUp',
  'lossDown',
  'jitter',
  'buffer',
  'bufferTarget',
  'framesSent',
  'framesCamera',
  'framesReceived',
  'heightSent',
  'heightReceived',
  'bandwidthLimited',
  'cpuLimited',
  'frozen',
  'concealed',
  'score',
  'queue',
  'retransmitted',
  'headroom',
] as const

export type GlanceSeries = (typeof glanceSeries)[number]

/**
 * A call's numbers from one sample. Bitrates are sums over the tracks; loss, jitter and round trip are those of the worst track, frames per
 * second those of the slowest video, so that one bad track is not hidden by good ones. What was not measured is left out.
 */
export function glanceOf({ path, tracks }: Sample, score: number | null): ReadonlyMap<GlanceSeries, number> {
  const [sent, received] = [tracks.filter(isSent), tracks.filter((track) => !isSent(track))]
  const [cameras, pictures] = [sent.filter(isVideo), received.filter(isVideo)]
  const buffers = received.map(({ receivedAudio, receivedVideo }) => receivedAudio ?? receivedVideo)
  const sendings = sent.map(({ sentAudio, sentVideo }) => sentAudio ?? sentVideo)
  const numbers: Readonly<Record<GlanceSeries, number | null>> = {
    sent: sum(sent.map(({ bitrate }) => bitrate)),
    target: sum(sendings.map((sending) => sending?.targetBitrate ?? null)),
    available: path.availableOutgoingBitrate,
    received: sum(received.map(({ bitrate }) => bitrate)),
    roundTrip: path.roundTripTimeMs ?? max(sent.map(({ roundTripTimeMs }) => roundTripTimeMs)),
    baseRoundTrip: path.baseRoundTripTimeMs,
    lossUp: max(sent.map(({ packetLoss }) => packetLoss)),
    lossDown: max(received.map(({ packetLoss }) => packetLoss)),
    jitter: max(received.map(({ jitterMs }) => jitterMs)),
    buffer: max(buffers.map((buffer) => buffer?.jitterBufferMs ?? null)),
    bufferTarget: max(buffers.map((buffer) => buffer?.jitterBufferTargetMs ?? null)),
    framesSent: slowest(cameras),
    framesCamera: max(cameras.map(({ sentVideo }) => sentVideo?.sourceFramesPerSecond ?? null)),
    framesReceived: slowest(pictures),
    heightSent: max(cameras.map(({ frameHeight }) => frameHeight)),
    heightReceived: max(pictures.map(({ frameHeight }) => frameHeight)),
    bandwidthLimited: max(cameras.map(({ sentVideo }) => sentVideo?.bandwidthLimited ?? null)),
    cpuLimited: max(cameras.map(({ sentVideo }) => sentVideo?.cpuLimited ?? null)),
    frozen: max(pictures.map(({ receivedVideo }) => receivedVideo?.frozen ?? null)),
    concealed: max(received.map(({ receivedAudio }) => receivedAudio?.audiblyConcealed ?? null)),
    score,
    queue: path.queueMs,
    retransmitted: max(sent.map(({ retransmitShare }) => retransmitShare)),
    headroom: path.headroom,
  }
  return new Map(glanceSeries.flatMap((name) => (numbers[name] === null ? [] : [[name, numbers[name]]])))
}

function isSent({ direction }: TrackSample): boolean {
  return direction === 'outbound'
}

function isVideo({ kind }: TrackSample): boolean {
  return kind === 'video'
}

/**
 * The layers of one video (same mid) count as one: a layer that is switched off does not make the video slow. Recordings of earlier browsers have
 * no mid: there a layer that sends nothing beside one that does is no video of its own.
 */
function slowest(tracks: readonly TrackSample[]): number | null {
  const sends = tracks.some(({ bitrate }) => (bitrate ?? 0) > 0)
  const rates = new Map<string, number | null>()
  for (const { mid, key, framesPerSecond, bitrate, direction, sentVideo } of tracks) {
    const isUnused =
      sentVideo?.active === false || (mid === null && direction === 'outbound' && sends && !bitrate && !framesPerSecond)
    if (isUnused) continue
    rates.set(mid ?? key, max([rates.get(mid ?? key) ?? null, framesPerSecond]))
  }
  return min([...rates.values()])
}

type Values = readonly (number | null)[]

function sum(values: Values): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

function max(values: Values): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function min(values: Values): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}
