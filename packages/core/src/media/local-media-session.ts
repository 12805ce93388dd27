import { requireMuted, requireOneOf, requireOptions, wrongArgument } from '../arguments.ts'
import { systemClock, type Clock } from '../clock.ts'
import { Emitter, type Unsubscribe } from '../emitter.ts'
import { EarshotError } from '../errors.ts'

import { requireSignal, type Abortable } from './abortable.ts'
import { captureError } from './capture-error.ts'
import { bothKinds, captureMedia, checkedCapture, mayFallBack, wantedKinds, withMissing, type CaptureOptions } from './capture.ts'
import { devices, type Devices } from './devices.ts'
import type { CapturedTracks, LocalMedia, LocalMediaEvents, LocalMediaOptions } from './local-media.ts'
import { chooseReplacement, constraintsForDevice, type LostDevice, type MediaKind, type Reacquire } from './lost-device.ts'
import { follow, sendChangesTo, type MediaTarget, type SendOptions, type TrackChange } from './send-media.ts'
import { isAllowedByPage, nothingMuted, releaseTrack, useTrack, type Muted } from './track-gate.ts'
import { Turns } from './turns.ts'

/** A track that a call did not take over by then is closed all the same: a connection that closes meanwhile never answers. */
const takeOverTimeoutMs = 2_000

interface OpenDevice {
  readonly track: MediaStreamTrack
  /** Known while it is open, told when it is lost. */
  readonly id: string | null
  /** What was asked for, to ask for the same again. */
  readonly wanted: MediaTrackConstraints
}

export class LocalMediaSession implements LocalMedia {
  readonly stream: MediaStream = new MediaStream()
  readonly lost: Map<MediaKind, LostDevice> = new Map()
  readonly #reacquire: Readonly<Record<MediaKind, Reacquire>>
  readonly #clock: Clock
  readonly #events = new Emitter<LocalMediaEvents>({
    track: null,
    lost: { most: bothKinds.length, isTrue: (device) => this.lost.get(device.kind) === device },
    regained: null,
    interrupted: null,
  })
  readonly on: LocalMedia['on'] = this.#events.on
  readonly #open = new Map<MediaKind, OpenDevice>()
  readonly #wanted = new Map<MediaKind, MediaTrackConstraints>()
  /** The tracks of what was lost: the next one is as silent as the page has left them. */
  readonly #lostTracks = new Map<MediaKind, MediaStreamTrack>()
  #muted = nothingMuted
  readonly #outputs = new Set<(change: TrackChange) => Promise<void>>()
  readonly #turns = new Turns<MediaKind>()
  readonly #closing = new AbortController()
  #devices: Promise<Devices> | null = null

  constructor({ reacquire, clock = systemClock }: LocalMediaOptions) {
    this.#reacquire = { audio: 'never', video: 'never', ...reacquire }
    this.#clock = clock
  }

  get tracks(): ReadonlyMap<MediaKind, MediaStreamTrack> {
    return new Map([...this.#open].map(([kind, { track }]) => [kind, track]))
  }

  async capture(given: CaptureOptions = {}, options: Abortable = {}): Promise<CapturedTracks> {
    requireOptions('wanted', given, '{ audio: true, video: true }')
    const { fallback, ...wanted } = checkedCapture(given)
    const kinds = wantedKinds(wanted)
    return this.#inTurn(kinds, options, async (signal) => {
      const closed = kinds.filter((kind) => !this.#open.has(kind))
      const [next] = closed
      if (next === undefined) return withMissing([], [])
      const asked = { ...Object.fromEntries(closed.map((kind) => [kind, wanted[kind]])), fallback: fallback === true }
      const captured = await captureMedia(asked, { signal }).catch((error: unknown) => {
        // The other one is open already: it goes on with that.
        if (fallback && closed.length < kinds.length && mayFallBack(error))
          return withMissing(new MediaStream(), [{ kind: next, error }])
        throw error
      })
      const tracks = captured.getTracks()
      await Promise.all(tracks.map((track) => this.#put(track, toConstraints(wanted[kindOf(track)]), 'captured')))
      return withMissing(tracks, captured.missing)
    })
  }

  async use(kind: MediaKind, deviceId: string, options: Abortable = {}): Promise<MediaStreamTrack> {
    requireOneOf('kind', kind, bothKinds)
    if (typeof deviceId !== 'string' || deviceId === '') throw wrongArgument('deviceId', 'the id of a device', deviceId)
    return this.#inTurn([kind], options, async (signal) => {
      const before = this.#open.get(kind)
      const wanted = constraintsForDevice(this.#wanted.get(kind) ?? {}, deviceId)
      try {
        const track = await captureOne(kind, wanted, signal).catch((error: unknown) => {
          if (before === undefined || !isInUse(error)) throw error
          // Phones open one camera at a time, and tell that the other one is in use.
          before.track.stop()
          return captureOne(kind, wanted, signal)
        })
        await this.#put(track, wanted, before === undefined ? 'captured' : 'switched')
        return track
      } catch (error) {
        if (before?.track.readyState === 'ended') await this.#goBack(kind, before)
        throw error
      }
    })
  }

  setMuted(muted: Partial<Muted>): void {
    requireMuted(muted)
    const { audio = this.#muted.audio, video = this.#muted.video } = muted
    this.#muted = { audio, video }
    for (const [kind, { track }] of this.#open) useTrack(track, this, this.#muted[kind])
  }

  stop(kind?: MediaKind): void {
    if (kind !== undefined) requireOneOf('kind', kind, bothKinds)
    for (const stopped of kind === undefined ? bothKinds : [kind]) {
      this.#turns.giveUp(stopped)
      this.lost.delete(stopped)
      this.#lostTracks.delete(stopped)
      const open = this.#open.get(stopped)
      open?.track.stop()
      if (open !== undefined) void this.#take(stopped, open, 'stopped')
    }
  }

  sendTo(call: MediaTarget, options: SendOptions = {}): Unsubscribe {
    requireTarget(call, options)
    const output = sendChangesTo(call, this.stream, options)
    const stopFollowing = follow(call, this.stream)
    this.#outputs.add(output)
    return () => {
      stopFollowing()
      this.#outputs.delete(output)
    }
  }

  close(): void {
    this.stop()
    this.#closing.abort()
    this.#events.clear()
    this.#outputs.clear()
    this.#devices?.then((open) => open.close()).catch(() => undefined)
  }

  async #inTurn<Value>(
    kinds: readonly MediaKind[],
    options: Abortable,
    task: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    requireSignal(options.signal)
    if (this.#closing.signal.aborted) throw new TypeError('This local media was closed: make a new one with localMedia().')
    try {
      return await this.#turns.run(kinds, options, task)
    } finally {
      for (const kind of kinds) this.#noticeEnded(kind)
    }
  }

  #noticeEnded(kind: MediaKind): void {
    const open = this.#open.get(kind)
    if (open?.track.readyState === 'ended' && !this.#turns.has(kind)) this.#lose(kind, open)
  }

  async #put(track: MediaStreamTrack, wanted: MediaTrackConstraints, reason: TrackChange['reason']): Promise<void> {
    const kind = kindOf(track)
    const previous = this.#open.get(kind)?.track ?? null
    const open = { track, id: track.getSettings().deviceId ?? null, wanted }
    this.#open.set(kind, open)
    this.#wanted.set(kind, wanted)
    this.lost.delete(kind)
    const before = previous ?? this.#lostTracks.get(kind)
    this.#lostTracks.delete(kind)
    if (before !== undefined && !isAllowedByPage(before)) track.enabled = false
    useTrack(track, this, this.#muted[kind])
    this.#listen(kind, open)
    if (previous !== null) this.stream.removeTrack(previous)
    this.stream.addTrack(track)
    await this.#announce({ kind, track, previous, reason })
    if (previous === null) return
    previous.stop()
    releaseTrack(previous, this)
  }

  async #take(kind: MediaKind, { track: previous }: OpenDevice, reason: TrackChange['reason']): Promise<void> {
    this.#open.delete(kind)
    if (reason === 'lost') this.#lostTracks.set(kind, previous)
    releaseTrack(previous, this)
    this.stream.removeTrack(previous)
    await this.#announce({ kind, track: null, previous, reason })
  }

  /** Settles when whoever sends has taken the change over, and never rejects. */
  #announce(change: TrackChange): Promise<void> {
    const takenOver = Promise.allSettled([...this.#outputs].map((output) => output(change)))
    this.#events.emit('track', change)
    return new Promise((resolve) => {
      const cancel = this.#clock.after(takeOverTimeoutMs, resolve)
      void takenOver.then(() => {
        cancel()
        resolve()
      })
    })
  }

  #listen(kind: MediaKind, open: OpenDevice): void {
    const isOpen = () => this.#open.get(kind) === open
    // Fires only for what was not stopped from here (mediacapture-main 4.3.1). Some systems end the old camera when another one
    // is opened: while a switch goes on, its outcome decides what that means.
    open.track.addEventListener('ended', () => {
      if (isOpen()) this.#noticeEnded(kind)
    })
    for (const type of ['mute', 'unmute'] as const) {
      open.track.addEventListener(type, () => {
        if (isOpen()) this.#events.emit('interrupted', kind, type === 'mute')
      })
    }
  }

  /** The switch failed and the old device was closed for it. Where it does not open again either, it is lost. */
  async #goBack(kind: MediaKind, before: OpenDevice): Promise<void> {
    const wanted = before.id === null ? before.wanted : constraintsForDevice(before.wanted, before.id)
    const track = await captureOne(kind, wanted, this.#closing.signal).catch(() => null)
    if (track === null) return
    if (this.#open.get(kind) === before) await this.#put(track, before.wanted, 'switched')
    else track.stop()
  }

  #lose(kind: MediaKind, open: OpenDevice): void {
    void this.#take(kind, open, 'lost')
    const device = { kind, id: open.id, label: open.track.label }
    this.lost.set(kind, device)
    this.#events.emit('lost', device)
    if (this.#reacquire[kind] !== 'never') void this.#watchForReturn()
  }

  async #watchForReturn(): Promise<void> {
    try {
      const watch = await (this.#devices ??= this.#watchDevices())
      this.#regain(await watch.refresh())
    } catch {
      this.#devices = null // asked again at the next loss
    }
  }

  async #watchDevices(): Promise<Devices> {
    const watch = await devices({ signal: this.#closing.signal, clock: this.#clock })
    watch.on('change', ({ list }) => this.#regain(list))
    return watch
  }

  #regain(list: Devices['list']): void {
    for (const device of this.lost.values()) {
      const id = chooseReplacement(device, list, this.#reacquire[device.kind])
      if (id !== null && !this.#turns.has(device.kind)) void this.#reopen(device, id)
    }
  }

  async #reopen(device: LostDevice, id: string): Promise<void> {
    const { kind } = device
    try {
      await this.#inTurn([kind], {}, async (signal) => {
        const wanted = constraintsForDevice(this.#wanted.get(kind) ?? {}, id)
        const track = await captureOne(kind, wanted, signal)
        await this.#put(track, wanted, 'regained')
        this.#events.emit('regained', device, track)
      })
    } catch {
      // Still lost: the next change of devices is the next chance.
    }
  }
}

async function captureOne(kind: MediaKind, wanted: MediaTrackConstraints, signal: AbortSignal): Promise<MediaStreamTrack> {
  const [track] = (await captureMedia({ [kind]: wanted }, { signal })).getTracks()
  if (track === undefined) throw captureError('capture-failed', [kind])
  return track
}

function requireTarget(call: MediaTarget, { whenLost = 'remove' }: SendOptions): void {
  if (typeof call !== 'object' || call === null || !('senderOf' in call)) throw wrongArgument('call', 'a Call', call)
  requireOneOf('whenLost', whenLost, ['remove', 'pause'])
}

function toConstraints(constraints: boolean | MediaTrackConstraints | undefined): MediaTrackConstraints {
  return typeof constraints === 'object' ? constraints : {}
}

function kindOf({ kind }: MediaStreamTrack): MediaKind {
  return kind === 'audio' ? 'audio' : 'video'
}

function isInUse(error: unknown): boolean {
  return error instanceof EarshotError && error.code === 'device-in-use'
}
