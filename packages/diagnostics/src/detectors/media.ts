import type { TrackSample } from '@earshot/core/stats'

import { wrong, type Detector, type MediaSection, type Moment, type SectionDetector } from '../detector.ts'

const state = { raise: 1, clear: 0.5, over: 'each' } as const

/** Media that does not come at all, and what is known of why. */
export const mediaDetectors: readonly Detector[] = [
  {
    type: 'one-way-media',
    side: 'downlink',
    subject: 'section',
    metric: 'packetRate',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    measure: whenConnected((section, moment) => {
      const { receives, inbound, known } = section
      if (!receives || known?.receivedMuted === true || !moment.sample.tracks.some(goesOut)) return null
      const promised = promisedByPeer(section, moment)
      // Without its word a peer may well have nothing to send.
      if (promised !== true) return null
      return wrong(!inbound?.packetRate && !moment.arrived.has(section.mid))
    }),
  },
  {
    type: 'one-way-media',
    side: 'uplink',
    subject: 'section',
    metric: 'peer.audioReceived, peer.videoReceived',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    measure: whenConnected(({ kind, outbound }, { sample: { peer, tracks } }) => {
      // Where nothing comes either it is not one way.
      if (peer === null || !outbound.some(goesOut) || !tracks.some(comesIn)) return null
      return wrong(!(kind === 'audio' ? peer.audioReceived : peer.videoReceived))
    }),
  },
  {
    type: 'missing-track-media',
    side: 'remote',
    subject: 'section',
    metric: 'bitrate',
    severity: 'warning',
    ...state,
    raiseMs: 5_000,
    clearMs: 1_000,
    // Payload, not packets: those that probe the bandwidth have none.
    measure: whenConnected(({ receives, inbound, known }) => {
      if (!receives || known === null || known.receivedMuted || inbound === null || inbound.bitrate === null) return null
      return wrong(inbound.bitrate === 0)
    }),
  },
  {
    type: 'missing-track-media',
    side: 'local',
    subject: 'section',
    metric: 'bitrate',
    severity: 'warning',
    ...state,
    raiseMs: 5_000,
    clearMs: 1_000,
    measure: whenConnected(({ kind, sends, outbound, known }) => {
      const [sound] = outbound
      if (!sends || kind !== 'audio' || known === null || known.sentMuted || known.sent !== 'live') return null
      return sound === undefined || sound.bitrate === null ? null : wrong(sound.bitrate === 0)
    }),
  },
  {
    type: 'track-ended',
    side: 'local',
    subject: 'section',
    metric: 'sent',
    severity: 'warning',
    ...state,
    raiseMs: 0,
    clearMs: 0,
    measure: ({ known }) => (known === null ? null : wrong(known.sent === 'ended')),
  },
]

/** Before there is a path nothing can come. */
function whenConnected(measure: SectionDetector['measure']): SectionDetector['measure'] {
  return (section, moment) => {
    const { states, sample } = moment
    const told = states.connection.told || states.ice.told
    const connected = told ? states.connectedAt !== null : sample.path.pair !== null
    return connected ? measure(section, moment) : null
  }
}

function goesOut({ direction, packetRate }: TrackSample): boolean {
  return direction === 'outbound' && (packetRate ?? 0) > 1
}

function comesIn({ direction, packetRate }: TrackSample): boolean {
  return direction === 'inbound' && (packetRate ?? 0) > 0
}

/** `null` where the peer has not said what it sends. */
function promisedByPeer({ kind }: MediaSection, { sample: { peer } }: Moment): boolean | null {
  const sent = kind === 'audio' ? peer?.audioSent : peer?.videoSent
  return peer === null ? null : (sent ?? 0) > 1
}
