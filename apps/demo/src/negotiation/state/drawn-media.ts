/** Pictures that are drawn and a sound that is made here, so that nobody is asked for a camera. */
export interface DrawnMedia {
  /** A picture that moves, with words on it. */
  picture(words: string): MediaStreamTrack
  sound(): MediaStreamTrack
  stop(): void
}

const drawEveryMs = 50
const size = { width: 320, height: 240 }

export function createDrawnMedia(): DrawnMedia {
  const stops: (() => void)[] = []
  return {
    picture(words) {
      const { track, stop } = drawPicture(words)
      stops.push(stop)
      return track
    },

    sound() {
      const audio = new AudioContext()
      const destination = audio.createMediaStreamDestination()
      const tone = audio.createOscillator()
      tone.connect(destination)
      tone.start()
      stops.push(() => void audio.close())
      const [track] = destination.stream.getAudioTracks()
      if (track === undefined) throw new Error('The browser made no sound track.')
      return track
    },

    stop() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}

function drawPicture(words: string): { readonly track: MediaStreamTrack; readonly stop: () => void } {
  const canvas = Object.assign(document.createElement('canvas'), size)
  const draw = painter(canvas, words)
  draw()
  const [track] = canvas.captureStream().getVideoTracks()
  if (track === undefined) throw new Error('The browser made no track of a canvas.')
  const timer = setInterval(draw, drawEveryMs)
  return {
    track,
    stop: () => {
      clearInterval(timer)
      track.stop()
    },
  }
}

function painter(canvas: HTMLCanvasElement, words: string): () => void {
  const context = canvas.getContext('2d')
  const { width, height } = canvas
  return () => {
    if (context === null) return
    const angle = (performance.now() / 2_000) * 2 * Math.PI
    context.fillStyle = '#2c3d47'
    context.fillRect(0, 0, width, height)
    context.fillStyle = '#3fc7b7'
    context.beginPath()
    context.arc(width / 2 + Math.cos(angle) * 56, height / 2 + Math.sin(angle) * 56, 12, 0, 2 * Math.PI)
    context.fill()
    context.fillStyle = '#ffffff'
    context.font = '600 24px sans-serif'
    context.textAlign = 'center'
    context.fillText(words, width / 2, height / 2 + 8)
  }
}
