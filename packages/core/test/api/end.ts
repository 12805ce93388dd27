import type { Call, DataChannel, LocalMedia, Mesh, Room } from '../../src/index.ts'
import type { Kind } from '../model/model-description.ts'

import type { FakePeerConnection } from './fake-connection.ts'
import { FakeStream, FakeTrack } from './fake-media.ts'
import type { World } from './world.ts'

export type MutedKinds = Record<Kind, boolean>

export interface Slot {
  track: FakeTrack | null
  readonly stream: FakeStream | null
  removed: boolean
  /** Of the track before. */
  label: string | null
}

/** What this side of a call was told, and has to show for it. */
export class CallModel {
  readonly call: Call
  slots: Slot[] = []
  readonly slotsBySender = new Map<unknown, Slot>()
  readonly muted = { audio: false, video: false }
  held = false
  readonly labels = new Map<FakeTrack, string | null>()
  /** Whether tracks that end by themselves stay. */
  keepsEnded = false
  /** Whether it was made or accepted with something to send. */
  given = false
  readonly channels: ChannelModel[] = []
  readonly events: string[] = []
  /** Slots that wait for the next device of their kind. */
  readonly paused = new Map<Kind, Slot>()

  /** Of the room, for all of its calls. */
  readonly roomMuted: MutedKinds

  constructor(call: Call, roomMuted: MutedKinds) {
    this.call = call
    this.roomMuted = roomMuted
  }

  mutes(kind: Kind): boolean {
    return this.muted[kind] || this.roomMuted[kind]
  }

  get connection(): FakePeerConnection {
    return this.call.peerConnection as unknown as FakePeerConnection
  }

  get running(): boolean {
    return this.call.state !== 'ended'
  }

  /** An incoming call that rings says and sends nothing. */
  get awaitsAnswer(): boolean {
    return this.call.direction === 'incoming' && this.call.state === 'ringing'
  }

  get sent(): readonly FakeTrack[] {
    return this.slots.flatMap(({ track }) => (track === null || track.readyState === 'ended' ? [] : [track]))
  }

  sends(track: FakeTrack): boolean {
    return this.slots.some((slot) => slot.track === track)
  }

  send(stream: FakeStream | undefined): void {
    this.given = true
    this.slots = (stream?.getTracks() ?? []).map((track) => ({ track, stream: stream ?? null, removed: false, label: null }))
  }

  add(track: FakeTrack, stream: FakeStream | null): Slot {
    const slot: Slot = { track, stream, removed: false, label: null }
    this.slots.push(slot)
    return slot
  }

  /** Another track takes the place of one, and its label unless it has one. */
  replace(slot: Slot, track: FakeTrack | null): void {
    if (slot.track !== null) slot.label = this.labels.get(slot.track) ?? null
    slot.track = track
    if (track !== null && !this.labels.has(track)) this.labels.set(track, slot.label)
  }

  remove(slot: Slot): void {
    slot.removed = true
    this.slots = this.slots.filter((other) => other !== slot)
  }

  /** The sender's slot: by the handle it was given, or by the track it sends now. */
  slotOf(sender: unknown): Slot | undefined {
    return this.slotsBySender.get(sender)
  }
}

/** A data channel, as the side that holds this end of it sees it. */
export interface ChannelModel {
  readonly label: string
  readonly channel: DataChannel
  readonly reliable: boolean
  readonly opened: boolean
  readonly sent: unknown[]
  readonly received: unknown[]
  closed: boolean
}

/** One peer: its page, with what it made and holds. */
export class End {
  readonly world: World
  readonly name: string
  room: Room | null = null
  joining = false
  readonly models = new Map<Call, CallModel>()
  /** Tracks of the page's own making, with what the page wants of them. */
  readonly tracks: FakeTrack[] = []
  readonly streams: FakeStream[] = []
  /** What the page wrote last to `enabled`. */
  readonly allowed = new Map<FakeTrack, boolean>()
  media: LocalMedia | null = null
  readonly mediaMuted = { audio: false, video: false }
  /** Calls that follow the local media. */
  readonly outputs = new Set<CallModel>()
  mesh: Mesh | null = null
  roomMuted: MutedKinds = { audio: false, video: false }
  /** Promises that the product gave and that have not settled. */
  readonly pending = new Set<string>()
  rooms: Room[] = []

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
  }

  newTrack(kind: Kind): FakeTrack {
    const track = new FakeTrack(kind, `${this.name}-page`)
    this.tracks.push(track)
    return track
  }

  newStream(): FakeStream {
    const { random } = this.world
    const kinds: readonly (readonly Kind[])[] = [
      ['audio'],
      ['video'],
      ['audio', 'video'],
      ['audio', 'video'],
      ['video', 'video'],
      [],
    ]
    const stream = new FakeStream((kinds[random.below(kinds.length)] ?? []).map((kind) => this.newTrack(kind)))
    this.streams.push(stream)
    return stream
  }

  /** Every call that it knows of, the running ones first. */
  refresh(): void {
    for (const call of this.room?.calls.values() ?? []) this.modelOf(call)
  }

  modelOf(call: Call): CallModel {
    const known = this.models.get(call)
    if (known !== undefined) return known
    const model = new CallModel(call, this.roomMuted)
    this.models.set(call, model)
    this.#follow(model)
    return model
  }

  get running(): readonly CallModel[] {
    return [...this.models.values()].filter(({ running }) => running)
  }

  callWith(other: End): CallModel | undefined {
    const call = this.room?.calls.get(other.name)
    return call === undefined ? undefined : this.modelOf(call)
  }

  #follow(model: CallModel): void {
    const { call } = model
    call.on('data-channel', (channel) => followChannel(model, channel, false))
    call.on('state', (state) => model.events.push(state))
  }
}

export function followChannel(model: CallModel, channel: DataChannel, opened: boolean, reliable = true): ChannelModel {
  const followed: ChannelModel = { label: channel.label, channel, opened, reliable, sent: [], received: [], closed: false }
  model.channels.push(followed)
  channel.on('message', (data) => followed.received.push(data))
  return followed
}
