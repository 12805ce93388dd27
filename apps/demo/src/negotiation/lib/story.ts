import { formatMs } from '@earshot/ui'

import { otherSide, type Action, type Note, type Side } from './note.ts'
import type { Strategy } from './strategy.ts'

/** What happened at a moment and why, in plain words. */
export interface Telling {
  readonly at: number
  readonly text: string
}

/** Tells what the notes say, oldest first. */
export function tellStory(notes: readonly Note[], strategy: Strategy): readonly Telling[] {
  const told: Telling[] = []
  let progress = beginning
  for (const note of notes) {
    const text = sentence(note, progress, strategy)
    if (text !== null) told.push({ at: note.at, text })
    progress = after(progress, note)
  }
  return told
}

/** What has happened before, as far as the words depend on it. */
interface Progress {
  readonly accepted: boolean
  readonly readySides: number
  /** Whether the path was there when Accept was pressed. */
  readonly acceptedReady: boolean
  readonly connectedSides: number
  /** Whether the first offer has its final answer. */
  readonly negotiated: boolean
  readonly openOffers: ReadonlySet<Side>
  readonly iceUser: ReadonlyMap<Side, string>
  readonly ended: boolean
}

const beginning: Progress = {
  accepted: false,
  readySides: 0,
  acceptedReady: false,
  connectedSides: 0,
  negotiated: false,
  openOffers: new Set(),
  iceUser: new Map(),
  ended: false,
}

function after(progress: Progress, { side, event }: Note): Progress {
  switch (event.type) {
    case 'pressed':
      return accepts(event.action) ? { ...progress, accepted: true, acceptedReady: progress.readySides === 2 } : progress
    case 'ready':
      return { ...progress, readySides: progress.readySides + (event.ready ? 1 : -1) }
    case 'call':
      if (event.state === 'ended') return { ...progress, ended: true }
      return { ...progress, connectedSides: progress.connectedSides + (event.state === 'connected' ? 1 : 0) }
    case 'description': {
      if (!event.sent) return progress
      const iceUser = new Map(progress.iceUser).set(side, iceUserOf(event.sdp))
      if (event.kind === 'pranswer') return { ...progress, iceUser }
      const openOffers = event.kind === 'offer' ? new Set([...progress.openOffers, side]) : new Set<Side>()
      return { ...progress, iceUser, openOffers, negotiated: progress.negotiated || event.kind === 'answer' }
    }
    default:
      return progress
  }
}

function sentence({ side, event }: Note, progress: Progress, strategy: Strategy): string | null {
  switch (event.type) {
    case 'pressed':
      return actionWords(side, event.action)
    case 'description':
      return event.sent ? descriptionWords(side, event, progress) : null
    case 'signaling':
      return signalingWords(side, event.state)
    case 'call':
      if (event.state === 'ringing') return side === 'kitchen' ? ringingWords[strategy] : null
      if (event.state === 'connected') return progress.connectedSides === 1 ? connectedWords(progress) : null
      if (event.state === 'reconnecting') return `${side} has lost the path, and looks for another one.`
      return event.state === 'ended' && !progress.ended ? endWords : null
    case 'ready':
      if (!event.ready) return null
      return progress.readySides === 1 ? readyWords : null
    case 'first-picture':
      return `${side} sees ${otherSide(side)}, ${formatMs(event.ms)} after Accept.`
    case 'recovery':
      return event.action === 'rebuild' ? `${side} begins again with a new connection.` : null
    default:
      return null
  }
}

const readyWords =
  'The path is ready while it still rings: ICE has found candidates that reach each other, and DTLS has agreed on the keys. Accept only has to switch the media on.'
const endWords = 'The call is over and its connections are closed. Nothing of it is kept: the next call makes new ones.'

const ringingWords: Readonly<Record<Strategy, string>> = {
  pranswer: 'The offer came with the invitation, and it rings at kitchen. Its browser answers while nobody has: provisionally.',
  'replace-track':
    'The offer came with the invitation, and it rings at kitchen. Its browser answers while nobody has, without any tracks.',
  none: 'The offer came with the invitation, and it rings at kitchen. The offer waits for Accept: no path is made meanwhile.',
}

function connectedWords({ acceptedReady }: Progress): string {
  if (acceptedReady) return 'The call is connected as soon as Accept is heard: its path was there before.'
  return 'ICE and DTLS are done, and the call is connected: media may flow.'
}

function actionWords(side: Side, action: Action): string | null {
  const words: Readonly<Record<Action, string | null>> = {
    ring: `${side} calls ${otherSide(side)}. It lays out one section for sound and one for pictures, and makes an offer of them.`,
    'accept-picture': `Somebody pressed Accept at ${side}: it will send its picture and sound.`,
    'accept-sound': `Somebody pressed Accept at ${side}, with sound only: the section for pictures will only receive.`,
    decline: `${side} declined. Nothing of ${side} was sent, and ${otherSide(side)} is told so.`,
    'hang-up': `${side} hung up, and tells ${otherSide(side)}.`,
    'add-picture': `${side} adds a picture. What is sent has changed, so the browser asks for a negotiation (negotiationneeded).`,
    'restart-ice': 'ICE is restarted: the media stays on the path it has while another one is looked for.',
  }
  return words[action]
}

function descriptionWords(
  side: Side,
  { kind, sdp }: { readonly kind: string; readonly sdp: string },
  progress: Progress,
): string {
  const other = otherSide(side)
  if (kind === 'pranswer') return `${side} answered provisionally: ICE and DTLS can start, no media may flow yet.`
  if (kind === 'offer') {
    if (!progress.negotiated)
      return `${side} has applied its own offer, and begins to gather candidates: the addresses where it may be reached.`
    if (progress.openOffers.has(other)) {
      return 'Both have offered at once: glare. kitchen insists and ignores the other offer. hall is the polite one: it takes its own back and answers. What is left to say, it offers afterwards.'
    }
    if (progress.iceUser.get(side) !== iceUserOf(sdp)) {
      return `${side} offers again with a new name and password for ICE: candidates are gathered and checked anew.`
    }
    return `${side} offers again: its sections have changed.`
  }
  if (progress.negotiated) return `${side} answered: both know what the sections carry now.`
  if (!progress.accepted) {
    return `${side} gave its final answer while it rings, on sections without tracks: the path can be made, and there is nothing on it to see or hear.`
  }
  return finalAnswerWords(side, progress)
}

function finalAnswerWords(side: Side, { acceptedReady }: Progress): string {
  return acceptedReady
    ? `${side} made its answer final, with its tracks. The path is there, so media flows as soon as the answer has arrived.`
    : `${side} answered, with its tracks. ICE and DTLS have to be done now, while somebody waits.`
}

function signalingWords(side: Side, state: RTCSignalingState): string | null {
  if (state !== 'have-remote-pranswer') return null
  return `${side} has applied the provisional answer. From here there is no way back: neither side may offer again before the final answer.`
}

function accepts(action: Action): boolean {
  return action === 'accept-picture' || action === 'accept-sound'
}

function iceUserOf(sdp: string): string {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? ''
}
