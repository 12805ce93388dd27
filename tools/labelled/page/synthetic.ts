/** What a camera sees: something that moves and has detail, so that it costs bits. */
export function picture({ height, frameRate }: { readonly height: number; readonly frameRate: number }): MediaStreamTrack {
  const width = Math.round((height * 16) / 9)
  return drawn(width, height, frameRate, (context, frame) => {
    for (let index = 0; index < 24; index += 1) {
      context.fillStyle = `hsl(${(frame * 3 + index * 41) % 360}deg 70% ${30 + ((index * 7) % 40)}%)`
      const x = ((frame * (2 + (index % 5)) + index * 97) % (width + 80)) - 80
      context.fillRect(x, ((index * 53) % height) - 20, 60 + (index % 4) * 25, 40 + (index % 3) * 20)
    }
  })
}

/** A camera with a hand before it. */
export function blackPicture(): MediaStreamTrack {
  return drawn(640, 360, 20, (context) => {
    context.fillStyle = '#000'
    context.fillRect(0, 0, 640, 360)
  })
}

/** A page of text on which a line changes once a second. */
export function slowScreen(): MediaStreamTrack {
  const track = drawn(1_280, 720, 1, (context, frame) => {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, 1_280, 720)
    context.fillStyle = '#111'
    context.font = '20px monospace'
    for (let line = 0; line < 30; line += 1)
      context.fillText(`line ${line} ${line === frame % 30 ? frame : ''}`, 40, 40 + line * 22)
  })
  track.contentHint = 'text'
  return track
}

function drawn(
  width: number,
  height: number,
  frameRate: number,
  draw: (context: CanvasRenderingContext2D, frame: number) => void,
): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('A canvas draws.')
  let frame = 0
  draw(context, frame)
  const [track] = canvas.captureStream(frameRate).getVideoTracks()
  if (track === undefined) throw new Error('A canvas has a video track.')
  const timer = setInterval(() => {
    if (track.readyState === 'ended') clearInterval(timer)
    else draw(context, (frame += 1))
  }, 1_000 / frameRate)
  return track
}

/** A voice, as far as loudness goes: syllables and pauses. */
export function tone(): MediaStreamTrack {
  return sound((context, output) => {
    const loudness = context.createGain()
    loudness.gain.value = 0
    const words = context.createOscillator()
    words.frequency.value = 3
    const depth = context.createGain()
    depth.gain.value = 0.1
    words.connect(depth).connect(loudness.gain)
    const voice = context.createOscillator()
    voice.type = 'sawtooth'
    voice.frequency.value = 140
    voice.connect(loudness).connect(output)
    for (const oscillator of [words, voice]) oscillator.start()
  })
}

export function silence(): MediaStreamTrack {
  return sound((context, output) => {
    const nothing = new ConstantSourceNode(context, { offset: 0 })
    nothing.connect(output)
    nothing.start()
  })
}

/** As loud as can be, and beyond. */
export function loudTone(): MediaStreamTrack {
  return sound((context, output) => {
    const voice = context.createOscillator()
    const loudness = context.createGain()
    loudness.gain.value = 4
    voice.connect(loudness).connect(output)
    voice.start()
  })
}

function sound(play: (context: AudioContext, output: AudioNode) => void): MediaStreamTrack {
  const context = new AudioContext()
  const output = context.createMediaStreamDestination()
  play(context, output)
  const [track] = output.stream.getAudioTracks()
  if (track === undefined) throw new Error('A destination has an audio track.')
  return track
}
