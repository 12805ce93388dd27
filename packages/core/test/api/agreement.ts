import { arrivesFrom } from './fake-connection.ts'
import type { FakeTrack } from './fake-media.ts'
import type { CallModel, End } from './end.ts'
import type { World } from './world.ts'

/** What the two ends of every call must agree on once nothing is wrong any more and time has passed. */
export function judgeAgreement(world: World): void {
  for (const [index, one] of world.ends.entries()) {
    for (const other of world.ends.slice(index + 1)) judgePair(world, one, other)
  }
  for (const end of world.ends) judgeEnd(world, end)
}

function judgePair(world: World, one: End, other: End): void {
  const [here, there] = [one.callWith(other), other.callWith(one)]
  const names = `${one.name} and ${other.name}`
  if (here === undefined && there === undefined) return
  if (here === undefined || there === undefined) {
    return world.fault(`Of ${names} only one has a call, which is ${(here ?? there)?.call.state}.`)
  }
  for (const { call } of [here, there]) {
    if (call.state !== 'connected') return world.fault(`Between ${names} a call is ${call.state} for ever.`)
  }
  const metadata = [here, there].map(({ call }) => JSON.stringify(call.metadata))
  if (metadata[0] !== metadata[1]) world.fault(`${names} have ${metadata.join(' and ')} as metadata of one call.`)
  if (here.call.id !== there.call.id) return world.fault(`${names} are in two different calls.`)
  if (world.network.otherEnd(here.connection) !== there.connection) return world.fault(`${names} have connections to others.`)
  judgeChannels(world, one, here, there)
  judgeChannels(world, other, there, here)
  judgeSending(world, one, here, there)
  judgeSending(world, other, there, here)
}

/** A channel is there on both sides, and what was sent over a reliable one has arrived, in order and once. */
function judgeChannels(world: World, end: End, from: CallModel, to: CallModel): void {
  for (const { label, channel, reliable, opened, sent } of from.channels) {
    const theirs = to.channels.find((one) => one.label === label)
    if (theirs === undefined) {
      if (opened && channel.state !== 'closed') world.fault(`Channel ${label} of ${end.name} is not at the other side.`)
      continue
    }
    if (theirs.channel.state !== channel.state)
      world.fault(`Channel ${label} is ${channel.state} here and ${theirs.channel.state} there.`)
    if (!reliable || !theirs.reliable || channel.state === 'closed') continue
    const [expected, received] = [sent.map(brief), theirs.received.map(brief)]
    if (expected.join() !== received.join())
      world.fault(`${received.join() || 'Nothing'} arrived over ${label} where ${expected.join()} was sent.`)
  }
}

function brief(data: unknown): string {
  return data instanceof ArrayBuffer ? `${data.byteLength} of ${new Uint8Array(data)[0]}` : String(data)
}

/** What one side was given to send is what the other one has. */
function judgeSending(world: World, end: End, from: CallModel, to: CallModel): void {
  const whose = `of ${end.name} in its call with ${from.call.peer.peerId}`
  const { misuse, model } = from.connection
  for (const error of misuse.splice(0)) world.fault(`The connection ${whose} was misused: ${String(error)}`)
  if (model.signalingState !== 'stable') world.fault(`The connection ${whose} is ${model.signalingState}.`)
  if (from.held !== from.call.held) world.fault(`The call ${whose} is ${from.call.held ? '' : 'not '}held.`)
  if (to.call.remoteHeld !== from.held) world.fault(`That the call ${whose} is ${from.held ? '' : 'not '}held did not arrive.`)
  const { remoteMuted } = to.call
  for (const kind of ['audio', 'video'] as const) {
    if (remoteMuted[kind] !== from.mutes(kind))
      world.fault(`Muted ${kind} ${whose} is ${from.mutes(kind)}, and ${remoteMuted[kind]} at the other side.`)
  }
  if (from.held || to.held) return
  const arriving = [...to.call.remoteTracks].map(([mid, remote]) => ({
    mid,
    remote,
    track: arrivesFrom(from.connection, to.connection, mid),
  }))
  const grouped: (readonly [sent: string, seen: string])[] = []
  for (const slot of from.slots) {
    const { track, stream } = slot
    if (track === null || track.readyState === 'ended') continue
    const found = arriving.filter((one) => one.track === track)
    if (found.length !== 1) world.fault(`A ${track.kind} track ${whose} arrives ${found.length} times.`)
    if (found.length !== 1) continue
    const seen = found[0]?.remote.streams.map(({ id }) => id).join() ?? ''
    grouped.push([stream?.id ?? '', seen])
    const [given, arrived] = [from.labels.get(track) ?? null, found[0]?.remote.label]
    if (arrived !== given) world.fault(`A track ${whose} is labelled ${arrived} and not ${given}.`)
  }
  // The ids may differ after a warm-up; tracks of one stream arrive in one, and others in others.
  for (const [sent, seen] of grouped)
    for (const [other, otherSeen] of grouped)
      if ((sent === other) !== (seen === otherSeen))
        world.fault(`Tracks ${whose} in streams ${sent || 'none'} and ${other || 'none'} arrive in ${seen} and ${otherSeen}.`)
  for (const { mid, remote, track } of arriving) {
    if (track !== null && !from.sends(track)) world.fault(`A ${track.kind} track ${whose} arrives that is not sent.`)
    if (remote.track.kind !== to.connection.getTransceivers().find((one) => one.mid === mid)?.receiver.track.kind)
      world.fault(`A remote track ${whose} is of another kind.`)
  }
  const paused = from.slots.filter(({ track }) => track === null || track.readyState === 'ended').length
  const [least, most] = [from.sent.length, from.sent.length + paused]
  if (arriving.length < least || arriving.length > most)
    world.fault(`${arriving.length} remote tracks are there ${whose}, and ${from.sent.length} are sent.`)
}

function judgeEnd(world: World, end: End): void {
  if (end.pending.size > 0) world.fault(`${end.name} waits for ever for ${[...end.pending].join(', ')}.`)
  const running = end.running.filter(({ call }) => end.room?.calls.get(call.peer.peerId) !== call)
  for (const { call } of running) world.fault(`${end.name} has a call that is ${call.state} and not in room.calls.`)
  for (const call of end.room?.calls.values() ?? [])
    if (call.state === 'ended') world.fault(`room.calls of ${end.name} has an ended call.`)
  if (end.room?.state === 'reconnecting') world.fault(`The room of ${end.name} reconnects for ever.`)
  if (end.room?.state !== 'connected') return
  const here = world.ends.filter((other) => other !== end && other.room?.state === 'connected').map(({ name }) => name)
  const seen = [...end.room.peers.keys()].toSorted()
  for (const [peerId, peer] of end.room.peers) {
    const themselves = world.ends.find(({ name }) => name === peerId)?.room?.self
    if (JSON.stringify(peer) !== JSON.stringify(themselves))
      world.fault(`${end.name} sees ${JSON.stringify(peer)} as ${JSON.stringify(themselves)}.`)
  }
  if (seen.join() !== here.join()) world.fault(`${end.name} sees ${seen.join()} where ${here.join()} are.`)
}

/** No track is live that the page, the local media or a call that sends it does not allow: at any moment. */
export function judgeSilent(world: World): void {
  judgeTracks(world, (live, allowed) => !live || allowed)
}

/** A track is live exactly when all of them allow it: at rest. */
export function judgeLive(world: World): void {
  judgeTracks(world, (live, allowed) => live === allowed)
}

function judgeTracks(world: World, isRight: (live: boolean, allowed: boolean) => boolean): void {
  for (const end of world.ends) {
    for (const track of [...end.tracks, ...ofMedia(end)]) {
      if (track.readyState === 'ended') continue
      const page = end.allowed.get(track) ?? true
      const media = !ofMedia(end).includes(track) || !end.mediaMuted[track.kind]
      const calls = end.running.every((model) => !model.sends(track) || model.awaitsAnswer || !model.mutes(track.kind))
      if (isRight(track.enabled, page && media && calls)) continue
      const state = track.enabled ? 'live' : 'off'
      return world.fault(`A ${track.kind} track of ${end.name} is ${state}: page ${page}, media ${media}, calls ${calls}.`)
    }
  }
}

function ofMedia({ media }: End): readonly FakeTrack[] {
  return [...(media?.tracks.values() ?? [])] as unknown as readonly FakeTrack[]
}
