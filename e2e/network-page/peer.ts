import { captureMedia, joinRoom, type Call, type Room, type TimelineEntry } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

/** What a test asks this page. */
export interface NetworkPeer {
  /** Joins, calls whoever is there and takes the call of whoever comes. */
  join(room: string, peerId: string): Promise<void>
  /** Sends one more picture in the call. */
  share(): void
  /** How many tracks of the other side the call has. */
  readonly heard: number
  /** Who else is in the room. */
  readonly others: readonly string[]
  /** Every state of every call of this page, in order. */
  readonly states: readonly string[]
  /** Why the calls that have ended did. */
  readonly endings: readonly string[]
  /** What TURN servers answered instead of an address: 401 for credentials that have expired. */
  readonly refusals: readonly number[]
  /** Pictures of the other side that were shown here, over all calls. */
  readonly frames: number
  /** When things happened, in milliseconds of the machine's clock, which the test has as well. */
  readonly times: Times
  /** This end of what the media travels over now. */
  path(): Promise<PathEnd | null>
}

export interface Times {
  /** Each picture of the other side. */
  readonly pictures: readonly number[]
  /** Each attempt at another path, by this side or by asking the other. */
  readonly attempts: readonly number[]
  /** Each time the room was joined again. */
  readonly joins: readonly number[]
}

export interface PathEnd {
  readonly type: string
  readonly address: string
  readonly port: number
  /** The TURN server that a relayed candidate comes from. */
  readonly server: string
}

declare global {
  var peer: NetworkPeer
  /** Answered by the test. */
  function rtcConfiguration(): Promise<RTCConfiguration>
  /** What the call has just done, for a test that waits for it: `description sent offer 1`. */
  function passed(step: string): Promise<void>
}

const states: string[] = []
const endings: string[] = []
const refusals: number[] = []
const pictures: number[] = []
const attempts: number[] = []
const joins: number[] = []
let latest: Call | null = null
let room: Room | null = null

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    this.addEventListener('icecandidateerror', ({ errorCode }) => refusals.push(errorCode))
  }
}

globalThis.peer = {
  states,
  endings,
  refusals,
  get frames() {
    return pictures.length
  },
  times: { pictures, attempts, joins },
  get heard() {
    return latest?.remoteTracks.size ?? 0
  },
  get others() {
    return room === null ? [] : [...room.peers.keys()]
  },

  async join(name, peerId) {
    const stream = await captureMedia({ audio: true, video: { width: 320, height: 240, frameRate: 15 } })
    room = await joinRoom({ signaling: socketIo(), room: name, peerId, name: peerId, rtcConfiguration })
    room.on('state', (state) => state === 'connected' && joins.push(Date.now()))
    room.on('incoming-call', (call) => follow(call).accept({ stream }))
    for (const other of room.peers.keys()) follow(room.call(other, { stream }))
  },

  share() {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillRect(0, 0, 1, 1) // without a context a canvas has no pictures
    const stream = canvas.captureStream(5)
    for (const track of stream.getTracks()) latest?.addTrack(track, stream)
  },

  async path() {
    if (latest === null || latest.state === 'ended') return null
    const report = await latest.peerConnection.getStats()
    for (const stats of report.values()) {
      if (stats.type !== 'transport' || stats.selectedCandidatePairId === undefined) continue
      const local = report.get(report.get(stats.selectedCandidatePairId).localCandidateId)
      return { type: local.candidateType, address: local.address, port: local.port, server: local.url ?? '' }
    }
    return null
  },
}

function follow(call: Call): Call {
  latest = call
  call.on('state', (state) => {
    states.push(state)
    if (state === 'ended') endings.push(call.ended?.reason ?? 'no reason')
  })
  call.on('timeline', (entry) => {
    if (entry.type === 'recovery') attempts.push(Date.now())
    void passed(nameOf(entry))
  })
  call.on('track', ({ track }) => track.kind === 'video' && countFrames(track))
  return call
}

function nameOf(entry: TimelineEntry): string {
  if (entry.type === 'description') return `description ${entry.sent ? 'sent' : 'taken'} ${entry.kind} ${entry.negotiation}`
  return 'state' in entry ? `${entry.type} ${entry.state}` : entry.type
}

function countFrames(track: MediaStreamTrack): void {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([track]) })
  const count = () => {
    if (track.readyState === 'ended') return // the picture after the last one is black
    pictures.push(Date.now())
    video.requestVideoFrameCallback(count)
  }
  video.requestVideoFrameCallback(count)
  document.body.append(video)
}
