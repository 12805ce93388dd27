import { captureMedia, firstFrame, joinRoom, type Call, type CallMedia, type Room } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

/** What the benchmark asks this page: one call after the other, each in a room of its own. */
export interface MeasuredPeer {
  join(place: Place): Promise<void>
  /** Calls the peer `callee`. Settles when the caller has nothing to do until it is accepted. */
  ring(media: CallMedia): Promise<void>
  /** Settles when the call rings here and, if its path is made meanwhile, that is there. */
  rings(warm: boolean): Promise<void>
  accept(): void
  /** Settles when the other side is seen here. */
  times(): Promise<Times>
  leave(): Promise<void>
}

export interface Place {
  readonly room: string
  readonly peerId: string
  readonly signalingUrl: string
  readonly configuration: RTCConfiguration
}

/** In milliseconds of the machine's clock, which both pages have. `null` is what did not happen on this side. */
export interface Times {
  readonly invited: number | null
  readonly rang: number | null
  /** The path was there while it rang. */
  readonly ready: number | null
  readonly accepted: number | null
  readonly connected: number | null
  readonly firstFrame: number
}

declare global {
  var measured: MeasuredPeer
}

const patienceMs = 20_000

globalThis.measured = await createPeer()

/** The camera is open before anything is measured, as it is where a page shows its own picture while it rings. */
async function createPeer(): Promise<MeasuredPeer> {
  const stream = await captureMedia({ audio: true, video: { width: 320, height: 240, frameRate: 30 } })
  let room: Room
  let watched: Watched
  let incoming: Promise<void>

  return {
    async join({ room: name, peerId, signalingUrl, configuration }) {
      const signaling = socketIo({ url: signalingUrl })
      room = await joinRoom({ signaling, room: name, peerId, rtcConfiguration: configuration })
      incoming = new Promise((resolve) => {
        room.on('incoming-call', (call) => {
          watched = watch(call)
          resolve()
        })
      })
    },

    async ring(media) {
      await until(() => room.peers.has('callee'))
      watched = watch(room.call('callee', { stream, ...media }))
      const { call } = watched
      await until(() => (media.warmUp === 'off' ? call.peerConnection.iceGatheringState === 'complete' : call.ready))
    },

    async rings(warm) {
      await incoming
      await until(() => watched.call.ready || !warm)
    },

    accept() {
      watched.accepted()
      watched.call.accept({ stream })
    },

    times: () => watched.times,
    leave: () => room.leave(),
  }
}

interface Watched {
  readonly call: Call
  readonly times: Promise<Times>
  accepted(): void
}

function watch(call: Call): Watched {
  // Not performance.timeOrigin, which stays where it was when the machine's clock is set.
  const wallClock = Date.now() - performance.now()
  const now = (): number => wallClock + performance.now()
  const begun = now()
  const [invited, rang] = call.direction === 'outgoing' ? [begun, null] : [null, begun]
  let [ready, accepted, connected]: (number | null)[] = [null, null, null]
  call.on('ready', () => (ready ??= now()))
  call.on('state', (state) => state === 'connected' && (connected ??= now()))
  const times = firstPicture(call).then((at): Times => {
    return {
      invited,
      rang,
      ready: ready ?? null,
      accepted: accepted ?? null,
      connected: connected ?? null,
      firstFrame: wallClock + at,
    }
  })
  times.catch(() => undefined) // whoever asks for it hears of it
  return { call, times, accepted: () => (accepted = now()) }
}

/** When a video element that is made once there is something to play has shown its first frame. */
async function firstPicture(call: Call): Promise<number> {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, autoplay: true })
  call.on('track', ({ track }) => {
    if (track.kind === 'video') video.srcObject = new MediaStream([track])
  })
  call.on('state', (state) => state === 'ended' && video.remove())
  document.body.append(video)
  const { at } = await firstFrame(video, { signal: AbortSignal.timeout(patienceMs) })
  return at
}

async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited 20 s in vain for ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
