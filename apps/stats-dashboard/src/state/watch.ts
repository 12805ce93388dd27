import { EarshotError, joinRoom, type ObservedRecording, type Room, type Sample } from '@earshot/core'
import { createRecordingStream, inquire, newInquiry } from '@earshot/diagnostics'
import { signal, type ReadonlySignal } from '@preact/signals'

import { withoutPeer, withSample, type LiveCall } from '../lib/live-calls.ts'
import { signalingOf } from '../lib/via.ts'
import { displayName } from '../lib/words.ts'
import { via } from './address.ts'

/** How this page stands to the room. */
export type Watching =
  | { readonly type: 'joining' }
  | { readonly type: 'here' }
  /** Signaling is lost; core is trying to get it back. */
  | { readonly type: 'away'; readonly since: number }
  /** It ended for good, or never began. */
  | { readonly type: 'over'; readonly reason: string }

const currentWatching = signal<Watching>({ type: 'joining' })
const currentMembers = signal<readonly string[]>([])
const currentCalls = signal<ReadonlyMap<string, LiveCall>>(new Map())

export const watching: ReadonlySignal<Watching> = currentWatching
/** Names of the members who are in the room; observers, as this page is one, are not among them. */
export const members: ReadonlySignal<readonly string[]> = currentMembers
export const calls: ReadonlySignal<ReadonlyMap<string, LiveCall>> = currentCalls

/** Joins the room as an observer and follows what its members report, until the page goes away. */
export async function watch(roomName: string): Promise<void> {
  currentWatching.value = { type: 'joining' }
  const leaving = new AbortController()
  window.addEventListener('pagehide', () => leaving.abort(), { once: true })
  try {
    const room = await joinRoom({
      signaling: signalingOf(via),
      room: roomName,
      name: 'dashboard',
      role: 'observer',
      signal: leaving.signal,
    })
    leaving.signal.addEventListener('abort', () => void room.leave())
    follow(room)
  } catch (error) {
    if (leaving.signal.aborted) return
    currentWatching.value = { type: 'over', reason: reasonOf(error) }
  }
}

function follow(room: Room): void {
  const showMembers = (): void => {
    currentMembers.value = [...room.peers.values()]
      .filter(({ role }) => role === 'member')
      .map(({ name, peerId }) => displayName(name, peerId))
  }
  room.on('peer-joined', showMembers)
  room.on('peer-left', (peer) => {
    showMembers()
    currentCalls.value = withoutPeer(currentCalls.value, peer, Date.now())
  })
  const samplesOf = readRecordings()
  room.on('recording', (observed) => {
    for (const sample of samplesOf(observed)) {
      const peerName = room.peers.get(observed.peer)?.name
      currentCalls.value = withSample(currentCalls.value, { ...observed, sample }, peerName, Date.now())
    }
  })
  room.on('state', (state, reason) => {
    if (state === 'connected') currentWatching.value = { type: 'here' }
    else if (state === 'reconnecting') currentWatching.value = { type: 'away', since: Date.now() }
    else currentWatching.value = { type: 'over', reason: reason ?? 'The room was left.' }
  })
  currentWatching.value = room.state === 'reconnecting' ? { type: 'away', since: Date.now() } : { type: 'here' }
  showMembers()
}

/** Each call is a recording of its own, from each side. */
function readRecordings(): (observed: ObservedRecording) => readonly Sample[] {
  const known = new Map<string, { stream: ReturnType<typeof createRecordingStream>; inquiry: typeof newInquiry }>()
  return ({ from, call, text }) => {
    const key = `${from.epoch}.${call}`
    const reading = known.get(key) ?? { stream: createRecordingStream(), inquiry: newInquiry }
    known.set(key, reading)
    return reading.stream.push(text).flatMap((entry) => {
      const [inquiry, { sample }] = inquire(reading.inquiry, entry)
      reading.inquiry = inquiry
      return sample === null ? [] : [sample]
    })
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof EarshotError) return error.message
  console.error(error)
  return 'Something unexpected went wrong; the browser console has the details.'
}
