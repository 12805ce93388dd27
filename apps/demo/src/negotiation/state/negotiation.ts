import type { Call } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { watchCall, type LiveCall } from '../../state/live-call.ts'
import type { Action, Note, NoteEvent, Side } from '../lib/note.ts'
import { isAvailable, mediaOptions, type Strategy } from '../lib/strategy.ts'
import { createDrawnMedia, type DrawnMedia } from './drawn-media.ts'
import { record } from './record.ts'
import { openTwoRooms, type TwoRooms } from './two-rooms.ts'

/** `preparing` until both are in the room. */
export type Phase = 'preparing' | 'idle' | 'ringing' | 'in-call' | 'ended'

/** Two peers in one page, and everything that happens between them. */
export interface Negotiation {
  readonly phase: ReadonlySignal<Phase>
  readonly strategy: ReadonlySignal<Strategy>
  readonly notes: ReadonlySignal<readonly Note[]>
  readonly calls: Readonly<Record<Side, ReadonlySignal<LiveCall | null>>>
  /** How many pictures a side sends that were added in the call. */
  readonly added: Readonly<Record<Side, ReadonlySignal<number>>>
  isAvailable(strategy: Strategy): boolean
  /** Tells when a side's first picture was shown, on the clock of `performance.now()`. */
  pictureShown(side: Side, at: number): void
  choose(strategy: Strategy): void
  ring(): void
  accept(withPicture: boolean): void
  decline(): void
  /** Adds a picture at each of these sides, in the same moment. */
  addPicture(...sides: readonly Side[]): void
  restartIce(): void
  hangUp(): void
  /** Forgets everything and makes both peers anew. */
  startAgain(): Promise<void>
}

export const maxAddedPictures = 3

export function createNegotiation(): Negotiation {
  const rooms = signal<TwoRooms | null>(null)
  const wanted = signal<Strategy>('pranswer')
  const notes = signal<readonly Note[]>([])
  const calls = { hall: signal<LiveCall | null>(null), kitchen: signal<LiveCall | null>(null) }
  const added = { hall: signal(0), kitchen: signal(0) }
  let media = createDrawnMedia()
  let beganAt = 0

  const capabilities = computed(() => rooms.value?.hall.self.capabilities ?? null)
  const available = (strategy: Strategy): boolean => capabilities.value === null || isAvailable(strategy, capabilities.value)
  const strategy = computed<Strategy>(() => (available(wanted.value) ? wanted.value : 'replace-track'))
  const phase = computed(() => phaseOf(rooms.value, calls.hall.value))

  const note = (side: Side, event: NoteEvent): void => {
    notes.value = [...notes.peek(), { at: performance.now() - beganAt, side, event }]
  }
  const press = (side: Side, action: Action): void => note(side, { type: 'pressed', action })

  /** @param pressedAt when Accept was pressed at the callee. */
  const watch = (side: Side, call: Call, pressedAt: number | null = null): void => {
    calls[side].peek()?.close()
    calls[side].value = watchCall(call, pressedAt)
  }
  const enter = (side: Side, call: Call): void => {
    record(call, (event) => note(side, event))
    watch(side, call)
    call.on('state', (state) => {
      if (state === 'ended') media.stop()
    })
  }

  const startAgain = async (): Promise<void> => {
    rooms.peek()?.leave()
    rooms.value = null
    media.stop()
    media = createDrawnMedia()
    for (const side of [calls.hall, calls.kitchen]) {
      side.peek()?.close()
      side.value = null
    }
    added.hall.value = added.kitchen.value = 0
    notes.value = []
    const opened = await openTwoRooms()
    opened.kitchen.on('incoming-call', (call) => enter('kitchen', call))
    rooms.value = opened
  }
  void startAgain()

  return {
    phase,
    strategy,
    notes,
    calls,
    added,
    isAvailable: available,

    pictureShown(side, at) {
      const live = calls[side].peek()
      live?.pictureShown(at)
      const ms = live?.firstPictureMs.peek() ?? null
      if (ms !== null) note(side, { type: 'first-picture', ms })
    },

    choose: (next) => void (wanted.value = next),

    ring() {
      const hall = rooms.peek()?.hall
      if (hall === undefined || phase.peek() !== 'idle') return
      const stream = streamOf(media, 'hall')
      beganAt = performance.now()
      press('hall', 'ring')
      enter('hall', hall.call('kitchen', { stream, ...mediaOptions(strategy.peek()) }))
    },

    accept(withPicture) {
      const call = calls.kitchen.peek()?.call
      if (call === undefined || phase.peek() !== 'ringing') return
      const stream = streamOf(media, withPicture ? 'kitchen' : null)
      press('kitchen', withPicture ? 'accept-picture' : 'accept-sound')
      watch('kitchen', call, performance.now())
      call.accept({ stream })
    },

    decline() {
      press('kitchen', 'decline')
      calls.kitchen.peek()?.call.decline()
    },

    addPicture(...sides) {
      for (const side of sides) {
        const call = calls[side].peek()?.call
        if (call === undefined || phase.peek() !== 'in-call' || added[side].peek() >= maxAddedPictures) continue
        added[side].value += 1
        press(side, 'add-picture')
        const track = media.picture(`${side}, picture ${added[side].peek() + 1}`)
        call.addTrack(track, new MediaStream([track]))
      }
    },

    restartIce() {
      press('hall', 'restart-ice')
      calls.hall.peek()?.call.restartIce()
    },

    hangUp() {
      press('hall', 'hang-up')
      calls.hall.peek()?.call.hangUp()
    },

    startAgain,
  }
}

function phaseOf(rooms: TwoRooms | null, hall: LiveCall | null): Phase {
  if (rooms === null) return 'preparing'
  if (hall === null) return 'idle'
  const state = hall.state.value
  if (state === 'ringing' || state === 'ended') return state
  return 'in-call'
}

/** @param words on the picture; `null` for sound alone. */
function streamOf(media: DrawnMedia, words: string | null): MediaStream {
  return new MediaStream([media.sound(), ...(words === null ? [] : [media.picture(words)])])
}
