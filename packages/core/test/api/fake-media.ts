import type { Kind } from '../model/model-description.ts'

import type { VirtualTime } from './virtual-time.ts'

let made = 0

/** As mediacapture-main has it, without pictures and sound: what would be seen and heard follows from `enabled` and `readyState`. */
export class FakeTrack extends EventTarget {
  readonly number: number
  readonly id: string
  readonly kind: Kind
  readonly label: string
  readonly deviceId: string
  contentHint = ''
  muted = false
  readyState: 'live' | 'ended' = 'live'

  #enabled = true

  constructor(kind: Kind, deviceId = '') {
    super()
    made += 1
    this.number = made
    this.id = `track-${made}`
    this.kind = kind
    this.deviceId = deviceId
    this.label = deviceId
  }

  get enabled(): boolean {
    return this.#enabled
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** As a device does that is unplugged, and a screen that is no longer shared. */
  endByItself(): void {
    if (this.readyState === 'ended') return
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }

  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, this.deviceId)
    copy.enabled = this.enabled
    copy.readyState = this.readyState
    return copy
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId }
  }

  getConstraints(): MediaTrackConstraints {
    return {}
  }

  async applyConstraints(): Promise<void> {}
}

export class FakeStream extends EventTarget {
  readonly number: number
  readonly id: string
  #tracks: readonly FakeTrack[] = []

  constructor(from?: FakeStream | readonly FakeTrack[]) {
    super()
    made += 1
    this.number = made
    this.id = `stream-${made}`
    if (from !== undefined) for (const track of from instanceof FakeStream ? from.getTracks() : from) this.addTrack(track)
  }

  /** What arrives at the other side has the same id. */
  static received(number: number): FakeStream {
    return Object.assign(new FakeStream(), { number, id: `stream-${number}` })
  }

  get active(): boolean {
    return this.#tracks.some(({ readyState }) => readyState === 'live')
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks]
  }

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'audio')
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'video')
  }

  getTrackById(wanted: string): FakeTrack | null {
    return this.#tracks.find(({ id }) => id === wanted) ?? null
  }

  addTrack(track: FakeTrack): void {
    requireFakeTrack(track)
    if (!this.#tracks.includes(track)) this.#tracks = [...this.#tracks, track]
  }

  removeTrack(track: FakeTrack): void {
    requireFakeTrack(track)
    this.#tracks = this.#tracks.filter((other) => other !== track)
  }

  clone(): FakeStream {
    return new FakeStream(this.#tracks.map((track) => track.clone()))
  }
}

export function requireFakeTrack(value: unknown): asserts value is FakeTrack {
  if (!(value instanceof FakeTrack)) throw new TypeError("parameter 1 is not of type 'MediaStreamTrack'.")
}

const deviceIds: Readonly<Record<Kind, readonly string[]>> = { audio: ['mic-1', 'mic-2'], video: ['cam-1', 'cam-2'] }

/** Cameras and microphones, and whoever is asked for permission. */
export class FakeDevices extends EventTarget {
  /** How the next question ends that `getUserMedia` asks. */
  nextError: string | null = null
  answerAfterMs = 0
  readonly opened: FakeTrack[] = []
  readonly #time: VirtualTime

  constructor(time: VirtualTime) {
    super()
    this.#time = time
  }

  async enumerateDevices(): Promise<readonly MediaDeviceInfo[]> {
    return Object.entries(deviceIds).flatMap(([kind, ids]) =>
      ids.map((id) => ({ kind: `${kind}input`, deviceId: id, groupId: '', label: id }) as MediaDeviceInfo),
    )
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<FakeStream> {
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints?.[kind] !== undefined && constraints[kind] !== false)
    if (kinds.length === 0) throw new TypeError('At least one of audio and video must be requested.')
    const error = this.nextError
    this.nextError = null
    await new Promise<void>((resolve) => this.#time.after(this.answerAfterMs, resolve))
    if (error !== null) throw new DOMException(`The device says ${error}.`, error)
    const tracks = kinds.map((kind) => new FakeTrack(kind, chooseDevice(kind, constraints[kind])))
    this.opened.push(...tracks)
    return new FakeStream(tracks)
  }

  async getDisplayMedia(): Promise<FakeStream> {
    return new FakeStream([new FakeTrack('video', 'screen')])
  }
}

function chooseDevice(kind: Kind, constraints: boolean | MediaTrackConstraints | undefined): string {
  const wanted = typeof constraints === 'object' ? constraints?.deviceId : undefined
  if (wanted === undefined) return deviceIds[kind][0] ?? ''
  const exact = typeof wanted === 'object' && 'exact' in wanted ? wanted.exact : undefined
  if (typeof exact === 'string' && deviceIds[kind].includes(exact)) return exact
  throw new DOMException('There is no such device.', 'OverconstrainedError')
}
