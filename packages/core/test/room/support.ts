import type { Call, CallState } from '@earshot/core'
import { expect } from 'vitest'

/** Resolves when the call is in this state; rejects when it ends in another way. */
export function reaches(call: Call, state: CallState): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (call.state === state) resolve()
      else if (call.state === 'ended') reject(new Error(`The call ended instead of being ${state}: ${call.ended?.reason}`))
    }
    call.on('state', check)
    check()
  })
}

/** A picture that changes and a tone, without devices. */
export function syntheticStream(kinds: ReadonlyArray<'audio' | 'video'> = ['audio', 'video']): MediaStream {
  return new MediaStream(kinds.map((kind) => (kind === 'video' ? pictureTrack() : toneTrack())))
}

export function pictureTrack(width = 320, height = 180): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')
  let hue = 0
  const paint = () => {
    if (context === null) return
    hue += 7
    context.fillStyle = `hsl(${hue}deg 80% 50%)`
    context.fillRect(0, 0, width, height)
  }
  paint()
  setInterval(paint, 33)
  const [track] = canvas.captureStream(30).getVideoTracks()
  if (track === undefined) throw new Error('A canvas stream has a video track.')
  return track
}

export function toneTrack(): MediaStreamTrack {
  const context = new AudioContext()
  const oscillator = context.createOscillator()
  const destination = context.createMediaStreamDestination()
  oscillator.connect(destination)
  oscillator.start()
  const [track] = destination.stream.getAudioTracks()
  if (track === undefined) throw new Error('A destination node has an audio track.')
  return track
}

/** Waits until the track shows moving pictures. */
export async function expectFrames(track: MediaStreamTrack, frames = 3): Promise<void> {
  const video = Object.assign(document.createElement('video'), {
    muted: true,
    autoplay: true,
    srcObject: new MediaStream([track]),
  })
  document.body.append(video)
  try {
    await video.play()
    for (let frame = 0; frame < frames; frame += 1) await new Promise((resolve) => video.requestVideoFrameCallback(resolve))
    expect(video.videoWidth).toBeGreaterThan(0)
  } finally {
    video.remove()
  }
}
