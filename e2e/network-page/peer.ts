import { captureMedia, joinRoom, type Call, type Room } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

/** What a test asks this page. */
export interface NetworkPeer {
  /** Joins, calls whoever is there and takes the call of whoever comes. */
  join(room: string, peerId: string): Promise<void>
  /** Every state of every call of this page, in order. */
  readonly states: readonly string[]
  /** Pictures of the other side that were shown here, over all calls. */
  readonly frames: number
  /** Reasons of the calls that ended. */
  readonly endings: readonly string[]
  readonly callsBegun: number
  readonly roomState: string
  /** Between which candidates the media travels now. */
  path(): Promise<Path | null>
}

export interface Path {
  readonly local: PathEnd
  readonly remote: PathEnd
}

export interface PathEnd {
  readonly type: string
  readonly address: string
  /** Of the TURN server that a relayed candidate comes from. */
  readonly server: string
}

declare global {
  var peer: NetworkPeer
  /** Answered by the test. */
  function rtcConfiguration(): Promise<RTCConfiguration>
}

const states: string[] = []
const endings: string[] = []
let frames = 0
let callsBegun = 0
let present: Call | null = null
let room: Room | null = null

globalThis.peer = {
  states,
  endings,
  get frames() {
    return frames
  },
  get callsBegun() {
    return callsBegun
  },
  get roomState() {
    return room?.state ?? 'closed'
  },

  async join(name, peerId) {
    const stream = await captureMedia({ audio: true, video: { width: 320, height: 240, frameRate: 15 } })
    room = await joinRoom({ signaling: socketIo(), room: name, peerId, name: peerId, rtcConfiguration: await rtcConfiguration() })
    room.on('incoming-call', (call) => follow(call).accept({ stream }))
    for (const other of room.peers.keys()) follow(room.call(other, { stream }))
  },

  async path() {
    if (present === null || present.state === 'ended') return null
    const report = await present.peerConnection.getStats()
    for (const stats of report.values()) {
      if (stats.type !== 'transport' || stats.selectedCandidatePairId === undefined) continue
      const pair = report.get(stats.selectedCandidatePairId)
      return { local: pathEnd(report.get(pair.localCandidateId)), remote: pathEnd(report.get(pair.remoteCandidateId)) }
    }
    return null
  },
}

function follow(call: Call): Call {
  present = call
  callsBegun += 1
  call.on('state', (state) => {
    states.push(state)
    if (state === 'ended') endings.push(call.ended?.reason ?? 'no reason')
  })
  call.on('track', ({ track }) => track.kind === 'video' && countFrames(track))
  return call
}

function countFrames(track: MediaStreamTrack): void {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([track]) })
  const count = () => {
    frames += 1
    video.requestVideoFrameCallback(count)
  }
  video.requestVideoFrameCallback(count)
  document.body.append(video)
}

function pathEnd(candidate: { readonly candidateType?: string; readonly address?: string; readonly url?: string }): PathEnd {
  return { type: candidate.candidateType ?? '', address: candidate.address ?? '', server: candidate.url ?? '' }
}
