import type { Call, CallMedia, Presence, Room } from '@earshot/core'
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'

import type { Wanted } from '../../lib/capture-problem.ts'
import { watchCall, type LiveCall } from '../../state/live-call.ts'
import { createLocalMedia, type Kind, type LocalMedia } from '../../state/local-media.ts'
import type { CallEnding } from '../lib/call-ending.ts'
import { createScreenShare } from './screen-share.ts'

/** What waits for camera and microphone. */
export type Intent = { readonly type: 'call'; readonly peer: Presence } | { readonly type: 'accept'; readonly call: Call }

/** The calls of this page: at most one is going on, others may ring. */
export interface Calling {
  readonly media: LocalMedia
  readonly current: ReadonlySignal<LiveCall | null>
  readonly incoming: ReadonlySignal<readonly Call[]>
  readonly intent: ReadonlySignal<Intent | null>
  /** How the last call ended, until the next one begins or the user has read it. */
  readonly ending: ReadonlySignal<(CallEnding & { readonly peer: Presence }) | null>
  call(peer: Presence): void
  accept(call: Call): void
  decline(call: Call): void
  hangUp(): void
  /** Asks again for what the waiting call needs. */
  retry(): void
  /** Goes on with what there is, perhaps nothing to send. */
  continueWithout(): void
  /** Gives up what waits for camera and microphone. */
  cancel(): void
  dismissEnding(): void
  /** Switches the camera or the microphone on, off, or mutes it: whatever is next. */
  toggle(kind: Kind): void
  /** The part of this side's screen that the other one sees; `null` when nothing. */
  readonly screen: ReadonlySignal<MediaStream | null>
  toggleScreen(): void
}

const both: Wanted = { audio: true, video: true }

export function createCalling(room: ReadonlySignal<Room | null>): Calling {
  const media = createLocalMedia()
  const share = createScreenShare()
  const current = signal<LiveCall | null>(null)
  const incoming = signal<readonly Call[]>([])
  const intent = signal<Intent | null>(null)
  const ending = signal<(CallEnding & { readonly peer: Presence }) | null>(null)
  let stopCurrent = (): void => {}
  let asking = new AbortController()

  effect(() => {
    incoming.value = []
    return room.value?.on('incoming-call', ring)
  })

  function ring(call: Call): void {
    incoming.value = [...incoming.peek(), call]
    call.on('state', (state) => {
      if (state !== 'ended' || !incoming.peek().includes(call)) return
      incoming.value = incoming.peek().filter((other) => other !== call)
      if (intent.peek()?.type === 'accept') cancelIf(call)
      if (current.peek() === null) end(call, null)
    })
  }

  /** Gets what the call needs from the user, then makes or accepts it. */
  async function go(next: Intent, wanted: Wanted): Promise<void> {
    const pressedAt = performance.now()
    intent.value = next
    ending.value = null
    const nothingWanted = !wanted.audio && !wanted.video
    asking.abort()
    asking = new AbortController()
    const captured = nothingWanted || (await media.capture(wanted, asking.signal))
    if (intent.peek() !== next || !captured) return
    intent.value = null
    begin(next, pressedAt)
  }

  function begin(next: Intent, pressedAt: number): void {
    const here = room.peek()
    if (here === null || (next.type === 'accept' && next.call.state === 'ended')) return releaseWhenIdle()
    const previous = current.peek()
    if (previous !== null) {
      stopCurrent()
      previous.call.hangUp()
    }
    const stream = media.stream.peek()
    const options = stream === null ? {} : { stream }
    // Somebody who rings here and is called has been answered by that.
    const answered = next.type === 'accept' ? next.call : here.calls.get(next.peer.peerId)
    if (answered?.direction === 'incoming') answer(answered, options, pressedAt)
    else if (next.type === 'call') follow(here.call(next.peer.peerId, options))
  }

  function answer(call: Call, options: CallMedia, pressedAt: number): void {
    incoming.value = incoming.peek().filter((other) => other !== call)
    call.accept(options)
    follow(call, pressedAt)
  }

  function follow(call: Call, pressedAt: number | null = null): void {
    const live = watchCall(call, pressedAt)
    const stopSending = media.sendTo(call)
    const over = (): void => {
      stopCurrent()
      end(call, live.connectedAt.peek())
      releaseWhenIdle()
    }
    const stopWatching = call.on('state', (state) => {
      if (state === 'ended') over()
    })
    stopCurrent = () => {
      stopWatching()
      stopSending()
      share.stop()
      live.close()
      current.value = null
      stopCurrent = () => {}
    }
    current.value = live
    if (call.state === 'ended') over()
    // A kind that was muted before the call stays muted in it.
    else if (media.microphone.peek() === 'muted' || media.camera.peek() === 'muted') tellMuted(call)
  }

  function end(call: Call, connectedAt: number | null): void {
    if (call.ended === null) return
    const talkedSeconds = connectedAt === null ? null : (Date.now() - connectedAt) / 1_000
    ending.value = { peer: call.peer, peerName: call.peer.name, direction: call.direction, ended: call.ended, talkedSeconds }
  }

  /** Tells the other side what is muted: not a kind that the screen has too, which would be muted with it. */
  function tellMuted(call: Call): void {
    const screen = share.stream.peek()
    const audio = media.microphone.peek() === 'muted' && !screen?.getAudioTracks().length
    const video = media.camera.peek() === 'muted' && screen === null
    call.setMuted({ audio, video })
  }

  effect(() => {
    void share.stream.value
    const call = current.peek()?.call
    if (call !== undefined && call.state !== 'ended') tellMuted(call)
  })

  function releaseWhenIdle(): void {
    if (current.peek() === null && intent.peek() === null) media.stop()
  }

  function cancelIf(call: Call): void {
    const waiting = intent.peek()
    if (waiting?.type === 'accept' && waiting.call === call) cancel()
  }

  function cancel(): void {
    intent.value = null
    asking.abort()
    media.forgetProblem()
    if (current.peek() === null) media.stop()
  }

  async function switchOn(kind: Kind): Promise<void> {
    if (!(await media.capture({ audio: kind === 'audio', video: kind === 'video' }))) return
    const call = current.peek()?.call
    if (call !== undefined) tellMuted(call)
  }

  return {
    media,
    current,
    incoming,
    intent,
    ending: computed(() => ending.value),
    call: (peer) => void go({ type: 'call', peer }, both),
    accept: (call) => void go({ type: 'accept', call }, both),

    decline(call) {
      cancelIf(call)
      incoming.value = incoming.peek().filter((other) => other !== call)
      call.decline()
    },

    hangUp: () => current.peek()?.call.hangUp(),

    retry() {
      const waiting = intent.peek()
      const { wanted, deviceId } = media.problem.peek() ?? { wanted: both, deviceId: null }
      if (waiting !== null) void go(waiting, both)
      else if (deviceId !== null) void media.choose(wanted.video ? 'video' : 'audio', deviceId)
      else void switchOn(wanted.video ? 'video' : 'audio')
    },

    continueWithout() {
      const waiting = intent.peek()
      if (waiting === null) return media.forgetProblem()
      media.forgetProblem()
      void go(waiting, { audio: false, video: false })
    },

    cancel,
    dismissEnding: () => void (ending.value = null),

    toggle(kind) {
      const device = kind === 'audio' ? media.microphone.peek() : media.camera.peek()
      if (device === 'off') return void switchOn(kind)
      media.setMuted(kind, device === 'on')
      const call = current.peek()?.call
      if (call !== undefined) tellMuted(call)
    },

    screen: share.stream,

    toggleScreen() {
      const call = current.peek()?.call
      if (share.stream.peek() !== null) share.stop()
      else if (call !== undefined) void share.start(call)
    },
  }
}
