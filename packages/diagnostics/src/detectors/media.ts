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
    unit: 'state',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    measure: whenConnected((section, moment) => {
      const { receives, known } = section
      if (!receives || known?.receivedMuted === true || !moment.sample.tracks.some(goesOut)) return null
      // Where anything comes it is not one way: what is missing is a track.
      if (moment.arrived.size > 0 || moment.sample.tracks.some(comesIn)) return 0
      // Without its word a peer may well have nothing to send.
      return promisedByPeer(section, moment) === true ? 1 : null
    }),
  },
  {
    type: 'one-way-media',
    side: 'uplink',
    subject: 'section',
    metric: 'peer.audioReceived, peer.videoReceived',
    unit: 'state',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    measure: whenConnected(({ outbound }, { sample: { peer, tracks } }) => {
      // Where nothing comes either it is not one way.
      if (peer === null || !outbound.some(goesOut) || !tracks.some(comesIn)) return null
      return wrong(!peer.audioReceived && !peer.videoReceived)
    }),
  },
  {
    type: 'missing-track-media',
    variant: 'downlink',
    side: 'downlink',
    subject: 'section',
    metric: 'packetRate',
    unit: 'state',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    // Of two sections of a kind a peer may well use one.
    measure: whenConnected((section, moment) => {
      const { receives, known, kind } = section
      const { tracks } = moment.sample
      if (!receives || known?.receivedMuted === true) return 0
      const others = tracks.filter((track) => track.kind !== kind && comesIn(track))
      if (others.length === 0 || promisedByPeer(section, moment) !== true) return null
      const came = tracks.some((track) => track.kind === kind && (comesIn(track) || moment.arrived.has(track.mid ?? '')))
      return wrong(!came && !moment.arrived.has(section.mid))
    }),
  },
  {
    type: 'missing-track-media',
    variant: 'uplink',
    side: 'uplink',
    subject: 'section',
    metric: 'peer.audioReceived, peer.videoReceived',
    unit: 'state',
    severity: 'critical',
    ...state,
    raiseMs: 8_000,
    clearMs: 2_000,
    measure: whenConnected(({ kind, outbound }, { sample: { peer } }) => {
      if (peer === null || !outbound.some(goesOut)) return null
      const [own, other] = kind === 'audio' ? [peer.audioReceived, peer.videoReceived] : [peer.videoReceived, peer.audioReceived]
      return other ? wrong(!own) : null
    }),
  },
  {
    type: 'missing-track-media',
    side: 'remote',
    subject: 'section',
    metric: 'bitrate',
    unit: 'state',
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
    subject: 'track',
    metric: 'bitrate',
    unit: 'state',
    severity: 'warning',
    ...state,
    raiseMs: 5_000,
    clearMs: 1_000,
    measure: (track, moment) => {
      const { direction, kind, bitrate, muted, sentAudio } = track
      if (direction !== 'outbound' || kind !== 'audio' || bitrate === null || sentAudio === null) return null
      if (bitrate > 0 || muted === true || sentAudio.active === false || !isUp(moment)) return 0
      const section = moment.sample.sections.find(({ mid }) => mid === track.mid)
      // Elsewhere than in a call of ours sound that its source gives says that it is to be sent.
      const isWanted =
        section === undefined
          ? (sentAudio.sourceLevel ?? 0) > quiet && moment.states.agreed.get(track.mid ?? '')?.sends !== false
          : section.direction.startsWith('send') && section.sent === 'live' && !section.sentMuted
      return wrong(isWanted)
    },
  },
  {
    type: 'track-ended',
    side: 'local',
    subject: 'section',
    metric: 'sent',
    unit: 'state',
    severity: 'warning',
    ...state,
    raiseMs: 0,
    clearMs: 0,
    measure: ({ known }) => (known === null ? null : wrong(known.sent === 'ended')),
  },
]

/** 0..1: softer is no voice. */
const quiet = 0.001

/** Before there is a path nothing can come. */
function whenConnected(measure: SectionDetector['measure']): SectionDetector['measure'] {
  return (section, moment) => (isUp(moment) ? measure(section, moment) : null)
}

function isUp({ states, sample }: Moment): boolean {
  const told = states.connection.told || states.ice.told
  return told ? states.connectedAt !== null : sample.path.pair !== null
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
