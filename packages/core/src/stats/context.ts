import { count, flag, oneOf, text } from './reports/fields.ts'
import type { Stats } from './report.ts'
import { readSummary, type PeerSummary } from './summary.ts'

/**
 * What getStats does not say and its numbers cannot be judged without. It is put into each report beside the browser's own entries, under
 * types that begin with `earshot-`, so that a recording has it and a replay judges as the live call did.
 */
export interface Context {
  readonly page: PageContext
  readonly sections: readonly Section[]
  /** What the peer last said of its own end; `null` where that is unknown or old. */
  readonly peer: PeerSummary | null
  /** What this peer's other calls receive and lose; `null` where there are none. */
  readonly others: OtherCalls | null
}

export interface PageContext {
  /** Whether the page is in the background, where browsers slow its timers. */
  readonly hidden: boolean
  /** The state of the room: without signaling a call goes on. */
  readonly signaling: 'connected' | 'reconnecting' | 'closed'
}

/** One media section: what is to be in it, as both sides agreed and their users want it. */
export interface Section {
  /** RTCRtpTransceiver.mid, the same on both sides. */
  readonly mid: string
  readonly kind: 'audio' | 'video'
  /** RTCRtpTransceiver.currentDirection. */
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
  /** The track that is sent: none, one that gives media, or one whose device is gone. */
  readonly sent: 'none' | 'live' | 'ended'
  /** Whether what is sent is silent or black on purpose: muted or held here. */
  readonly sentMuted: boolean
  /** Whether a screen is sent rather than a camera. */
  readonly screen: boolean
  /** 1/s that the camera was asked for; `null` for sound, and where it is not known. */
  readonly frameRate: number | null
  /** Whether what is received is silent or black on purpose: muted or held there. */
  readonly receivedMuted: boolean
}

export interface OtherCalls {
  /** How many there are. */
  readonly calls: number
  /** 0..1: the least that any of them loses of what it receives. */
  readonly receivedLoss: number | null
  /** 0..1: the least that any of them loses of what it sends. */
  readonly sentLoss: number | null
}

const types = {
  page: 'earshot-page',
  section: 'earshot-section',
  peer: 'earshot-peer',
  others: 'earshot-others',
} as const

/** The context as entries of a report of this time. */
export function contextStats({ page, sections, peer, others }: Context, timestamp: number): readonly Stats[] {
  const entry = (type: string, members: object, suffix = ''): Stats => ({ id: `${type}${suffix}`, type, timestamp, ...members })
  return [
    entry(types.page, page),
    ...sections.map((section) => entry(types.section, section, `-${section.mid}`)),
    ...(peer === null ? [] : [entry(types.peer, peer)]),
    ...(others === null ? [] : [entry(types.others, others)]),
  ]
}

/** The context in a report; every part of it is missing in recordings that are not ours. */
export interface RecordedContext {
  readonly page: PageContext | null
  readonly sections: readonly Section[]
  readonly peer: PeerSummary | null
  readonly others: OtherCalls | null
}

export const noContext: RecordedContext = { page: null, sections: [], peer: null, others: null }

/** Takes an entry into the context, if it is part of it. */
export function withContext(context: RecordedContext, stats: Stats): RecordedContext {
  switch (stats.type) {
    case types.page:
      return { ...context, page: readPage(stats) }
    case types.section: {
      const section = readSection(stats)
      return section === null ? context : { ...context, sections: [...context.sections, section] }
    }
    case types.peer:
      return { ...context, peer: readSummary(stats) }
    case types.others:
      return { ...context, others: readOthers(stats) }
    default:
      return context
  }
}

function readPage({ hidden, signaling }: Stats): PageContext {
  return {
    hidden: flag(hidden) ?? false,
    signaling: oneOf(signaling, ['connected', 'reconnecting', 'closed']) ?? 'connected',
  }
}

function readSection(stats: Stats): Section | null {
  const [mid, kind] = [text(stats.mid), oneOf(stats.kind, ['audio', 'video'])]
  const direction = oneOf(stats.direction, ['sendrecv', 'sendonly', 'recvonly', 'inactive'])
  if (mid === null || kind === null || direction === null) return null
  return {
    mid,
    kind,
    direction,
    sent: oneOf(stats.sent, ['none', 'live', 'ended']) ?? 'none',
    sentMuted: flag(stats.sentMuted) ?? false,
    screen: flag(stats.screen) ?? false,
    frameRate: count(stats.frameRate),
    receivedMuted: flag(stats.receivedMuted) ?? false,
  }
}

function readOthers({ calls, receivedLoss, sentLoss }: Stats): OtherCalls {
  return { calls: count(calls) ?? 0, receivedLoss: count(receivedLoss), sentLoss: count(sentLoss) }
}
