import { joinRoom, playTrack, type Call, type CodecPreferences, type Room } from '@earshot/core'
import {
  anonymiser,
  createEntryWriter,
  createRecordingStream,
  memoryStore,
  record,
  type CallRecorder,
} from '@earshot/diagnostics'
import { socketIo } from '@earshot/signaling-socketio'

import { blackPicture, loudTone, picture, silence, slowScreen, tone } from './synthetic.ts'
import { spoil } from './transforms.ts'

/** What a scene asks one end of its call. */
export interface RecordedPeer {
  /** Joins, calls whoever is there and takes the call of whoever comes. */
  join(place: Place): Promise<void>
  /** Whether the call is up. */
  readonly connected: boolean
  /** What this end does while it is recorded. */
  readonly act: Acts
  /** The recording, without addresses and names. */
  recording(): Promise<string>
}

export interface Place {
  readonly room: string
  readonly peerId: string
  readonly rtcConfiguration: RTCConfiguration
  /** px, 1/s; `null`: none. */
  readonly camera: { readonly height: number; readonly frameRate: number } | null
  readonly codecs: CodecPreferences
  /** Whether what is sent can be spoiled: Chromium (seen in 156) has to know before the first frame. */
  readonly spoils: boolean
}

/** Each with the way back. */
export interface Acts {
  mute(on: boolean): void
  /** The microphone gives silence, and nobody has muted it. */
  deadMicrophone(on: boolean): Promise<void>
  loudMicrophone(on: boolean): Promise<void>
  coverCamera(on: boolean): Promise<void>
  /** The camera is gone. */
  removeCamera(on: boolean): Promise<void>
  /** The camera gives three pictures a second. */
  slowCamera(on: boolean): Promise<void>
  cameraOff(on: boolean): void
  /** A screen on which nearly nothing changes. */
  shareScreen(on: boolean): Promise<void>
  hold(on: boolean): void
  /** What is sent of the picture makes no sense to a decoder. */
  corruptPicture(on: boolean): void
  /** What is sent of the sound is silence, whatever the microphone gives. */
  silenceSound(on: boolean): void
  restartIce(): void
}

declare global {
  var recorded: RecordedPeer
}

const store = memoryStore()
let room: Room | null = null
let call: Call | null = null
let recorder: CallRecorder | null = null
let devices: { readonly camera?: MediaStreamTrack; readonly microphone: MediaStreamTrack } | null = null

globalThis.recorded = {
  get connected() {
    return call?.state === 'connected'
  },

  async join({ room: name, peerId, rtcConfiguration, camera, codecs, spoils }) {
    devices = { microphone: tone(), ...(camera && { camera: picture(camera) }) }
    const stream = new MediaStream(Object.values(devices))
    room = await joinRoom({ signaling: socketIo(), room: name, peerId, name: peerId, rtcConfiguration })
    room.on('incoming-call', (incoming) => follow(incoming).accept({ stream, codecs }))
    for (const other of room.peers.keys()) follow(room.call(other, { stream, codecs }))
    if (spoils) for (const sender of call?.peerConnection.getSenders() ?? []) spoil(sender, 'none')
  },

  act: {
    mute: (on) => call?.setMuted({ audio: on }),
    cameraOff: (on) => call?.setMuted({ video: on }),
    hold: (on) => (on ? call?.hold() : call?.resume()),
    restartIce: () => call?.restartIce(),
    deadMicrophone: (on) => send('audio', on ? silence() : devices?.microphone),
    loudMicrophone: (on) => send('audio', on ? loudTone() : devices?.microphone),
    coverCamera: (on) => send('video', on ? blackPicture() : devices?.camera),
    slowCamera: (on) => send('video', on ? picture({ height: 360, frameRate: 3 }) : devices?.camera),
    shareScreen: (on) => send('video', on ? slowScreen() : devices?.camera),
    async removeCamera(on) {
      if (on) senderOf('video')?.track?.stop()
      else await send('video', picture({ height: 360, frameRate: 20 }))
    },
    corruptPicture: (on) => spoil(senderOf('video'), on ? 'noise' : 'none'),
    silenceSound: (on) => spoil(senderOf('audio'), on ? 'silence' : 'none'),
  },

  async recording() {
    await recorder?.stop()
    const [stream, anonymise, writer] = [createRecordingStream(), anonymiser(), createEntryWriter()]
    const lines = [writer.begin()]
    for await (const text of store.read()) {
      for (const entry of stream.push(text)) lines.push(writer.write(anonymise(entry)))
    }
    await room?.leave()
    return lines.join('')
  },
}

function follow(followed: Call): Call {
  call = followed
  recorder = record(followed, { store })
  followed.on('track', ({ track }) => {
    const element = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
    document.body.append(element)
    playTrack(element, track)
  })
  return followed
}

function senderOf(kind: string): RTCRtpSender | undefined {
  return call?.peerConnection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.sender
}

async function send(kind: string, track: MediaStreamTrack | undefined): Promise<void> {
  const sender = senderOf(kind)
  if (sender !== undefined && track !== undefined) await call?.replaceTrack(sender, track)
}
