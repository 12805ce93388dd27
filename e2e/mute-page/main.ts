import { connectLoopback, type Call } from '@earshot/core'

/** Calls in this page, and what is heard in them: it settles when all of it was so. */
export type Story = () => Promise<void>

/** The square of -60 dB of full scale: what is louder is heard. */
const silence = 1e-6
const windowSeconds = 0.5

/** Chromium's fake microphone beeps once a second: so many windows never miss it. */
const windowsInARow = 3

/** Clones, so that every story has a microphone of its own. */
async function microphone(): Promise<MediaStream> {
  return (await navigator.mediaDevices.getUserMedia({ audio: true })).clone()
}

function trackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getAudioTracks()
  if (track === undefined) throw new Error('There is a microphone.')
  return track
}

interface Talk {
  readonly caller: Call
  readonly callee: Call
}

async function talk(stream: MediaStream): Promise<Talk> {
  const [caller, callee] = await connectLoopback({ stream })
  // Browsers decode what is played.
  const play = (track: MediaStreamTrack): void => void Object.assign(new Audio(), { srcObject: new MediaStream([track]) }).play()
  for (const { track } of callee.remoteTracks.values()) play(track)
  callee.on('track', ({ track }) => play(track))
  return { caller, callee }
}

/** Waits until the callee hears something in one of a few windows, or nothing in all of them. */
async function hears({ callee }: Talk, audible: boolean): Promise<void> {
  for (let quiet = 0; ;) {
    const loud = (await loudness(callee)) > silence
    quiet = loud ? 0 : quiet + 1
    if (audible ? loud : quiet === windowsInARow) return
  }
}

/** What is heard during the next window, as energy per second (webrtc-stats totalAudioEnergy). */
async function loudness(call: Call): Promise<number> {
  const before = await heard(call)
  for (;;) {
    const after = await heard(call)
    const seconds = after.seconds - before.seconds
    if (seconds >= windowSeconds) return (after.energy - before.energy) / seconds
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

async function heard({ peerConnection }: Call): Promise<{ readonly energy: number; readonly seconds: number }> {
  let [energy, seconds] = [0, 0]
  const report: Iterable<Readonly<Record<string, unknown>>> = (await peerConnection.getStats()).values()
  for (const { type, kind, totalAudioEnergy, totalSamplesDuration } of report) {
    if (type !== 'inbound-rtp' || kind !== 'audio') continue
    energy += Number(totalAudioEnergy ?? 0)
    seconds += Number(totalSamplesDuration ?? 0)
  }
  return { energy, seconds }
}

const stories: Readonly<Record<string, Story>> = {
  async 'a microphone that the page has disabled stays off in a call, and when another track is added to it'() {
    const stream = await microphone()
    trackOf(stream).enabled = false
    const both = await talk(stream)
    await hears(both, false)
    const camera = await navigator.mediaDevices.getUserMedia({ video: true })
    for (const track of camera.getTracks()) both.caller.addTrack(track, camera)
    await hears(both, false)
    trackOf(stream).enabled = true
    await hears(both, true)
    both.caller.hangUp()
  },

  async 'what the page writes while a call is muted counts once it is not'() {
    const stream = await microphone()
    const both = await talk(stream)
    await hears(both, true)
    both.caller.setMuted({ audio: true })
    trackOf(stream).enabled = true
    await hears(both, false)
    const copy = trackOf(stream).clone()
    if (trackOf(stream).enabled || copy.enabled) throw new Error('A muted track and its clone say that they are live.')
    trackOf(stream).enabled = false
    both.caller.setMuted({ audio: false })
    await hears(both, false)
    trackOf(stream).enabled = true
    await hears(both, true)
    both.caller.hangUp()
  },

  async 'a call that mutes another kind does not undo what another call has muted'() {
    const stream = await microphone()
    const [one, other] = [await talk(stream), await talk(stream)]
    one.caller.setMuted({ audio: true })
    other.caller.setMuted({ video: true })
    await hears(other, false)
    one.caller.hangUp()
    await hears(other, true)
    other.caller.hangUp()
  },
}

declare global {
  var tell: (name: string) => Promise<void>
}

globalThis.tell = async (name) => stories[name]?.() ?? Promise.reject(new Error(`There is no story '${name}'.`))
