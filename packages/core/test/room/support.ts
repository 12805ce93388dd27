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

let tone: OscillatorNode | null = null

export function toneTrack(): MediaStreamTrack {
  tone ??= startTone()
  const destination = new MediaStreamAudioDestinationNode(tone.context as AudioContext)
  tone.connect(destination)
  const [track] = destination.stream.getAudioTracks()
  if (track === undefined) throw new Error('A destination node has an audio track.')
  return track
}

/** One for all tests of a page: each context has a thread of its own. */
function startTone(): OscillatorNode {
  const oscillator = new AudioContext().createOscillator()
  oscillator.start()
  return oscillator
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

/** Waits until the track shows black frames, and only those for a while. */
export async function expectBlack(track: MediaStreamTrack): Promise<void> {
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) })
  document.body.append(video)
  const context = Object.assign(document.createElement('canvas'), { width: 8, height: 8 }).getContext('2d')
  const brightest = async (): Promise<number> => {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve))
    context?.drawImage(video, 0, 0, 8, 8)
    const pixels = context?.getImageData(0, 0, 8, 8).data ?? []
    return Math.max(...pixels.filter((_value, index) => index % 4 !== 3))
  }
  try {
    await video.play()
    await expect.poll(brightest, { timeout: 15_000 }).toBeLessThan(40)
    expect(await brightest()).toBeLessThan(40)
  } finally {
    video.remove()
  }
}
