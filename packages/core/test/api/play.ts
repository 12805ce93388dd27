import { joinRoom } from '../../src/index.ts'
import { seededRandom, type Random } from '../model/random.ts'

import { judgeAgreement, judgeLive, judgeSilent } from './agreement.ts'
import { attempt, attemptLater } from './attempt.ts'
import { accept } from './call-commands.ts'
import { commands, perform, type CommandName, type Step } from './commands.ts'
import { followChannel, type End } from './end.ts'
import { World, type UncaughtErrors } from './world.ts'

export interface Outcome {
  readonly seed: number
  readonly steps: readonly Step[]
  readonly faults: readonly string[]
}

/** What is not yet so is left out. */
const expected = { wrongPercent: 30 }

const maxSteps = 24

/** How often each thing happens. */
const weights: Partial<Record<CommandName, number>> = {
  join: 4,
  call: 10,
  accept: 10,
  addTrack: 8,
  removeTrack: 5,
  replaceTrack: 5,
  setMuted: 5,
  hangUp: 2,
  decline: 2,
  writeEnabled: 4,
}

const bag: readonly CommandName[] = (Object.keys(commands) as CommandName[]).flatMap((name) =>
  Array.from({ length: weights[name] ?? 3 }, () => name),
)

/** Most sequences begin with everyone in the room, and a call that is accepted. */
export function plan(seed: number): readonly Step[] {
  const random = seededRandom(seed)
  const step = (command: CommandName, who = random.below(6)): Step => ({ who, command, seed: random.below(0x7fff_ffff) })
  const length = 4 + random.below(maxSteps)
  const steps = Array.from({ length }, () => step(bag[random.below(bag.length)] ?? 'wait'))
  return steps
}

export async function play(seed: number, steps: readonly Step[], uncaught: UncaughtErrors): Promise<Outcome> {
  const world = new World(seed)
  const take = async () => {
    await world.time.turn()
    for (const error of uncaught.take())
      world.fault(`Nobody took ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const random = seededRandom(seed + 1)
  if (random.percent(85)) await meet(world, random)
  for (const step of steps) {
    await perform(world, step, expected.wrongPercent)
    if (step.command !== 'wait') await take()
    judgeSilent(world)
    if (world.faults.length > 0) return { seed, steps, faults: world.faults }
  }
  await makePeace(world, seed)
  await take()
  judgeAgreement(world)
  judgeLive(world)
  if (world.faults.length === 0) {
    await useIt(world)
    await take()
    judgeAgreement(world)
    judgeLive(world)
  }
  if (world.faults.length === 0) {
    await leaveAll(world)
    await take()
  }
  return { seed, steps, faults: world.faults }
}

async function meet(world: World, random: Random): Promise<void> {
  for (const who of world.ends.keys()) await perform(world, { who, command: 'join', seed: random.below(0x7fff_ffff) }, 0)
  await world.time.pass(100)
}

/** Faults end. Who still rings is answered or not; then enough time passes for everything that has a limit. */
async function makePeace(world: World, seed: number): Promise<void> {
  world.transport.restore()
  world.network.mend()
  world.network.allowance = Infinity
  world.devices.nextError = null
  world.configuration = () => ({})
  world.devices.answerAfterMs = 0
  for (const { open } of [world.network]) for (const connection of open) connection.refusals = 0
  await world.time.pass(3_000)
  const random = seededRandom(seed + 2)
  for (const end of world.ends) {
    end.refresh()
    for (const model of end.running) if (model.awaitsAnswer && random.percent(70)) accept(end, model, random)
    await world.time.pass(random.below(100))
  }
  await world.time.pass(130_000)
  for (const end of world.ends) end.refresh()
}

/** Whatever happened before, a call does what it should. */
async function useIt(world: World): Promise<void> {
  const [one, other] = world.ends
  if (one === undefined || other === undefined) return
  for (const end of world.ends) end.mesh?.close()
  await world.time.pass(1_000)
  for (const end of [one, other]) {
    if (end.room?.state === 'connected') continue
    attemptLater(
      end,
      'joinRoom',
      () => joinRoom({ signaling: world.transport, room: 'room', peerId: end.name }),
      {},
      (outcome) => {
        if (!outcome.ok) return
        end.room = outcome.value
        end.roomMuted = { audio: false, video: false }
        outcome.value.on('incoming-call', (call) => void end.modelOf(call))
      },
    )
    await world.time.pass(500)
  }
  if (one.callWith(other) === undefined) {
    const stream = one.newStream()
    const outcome = attempt(one, 'call', () => one.room?.call(other.name, { stream: stream as never }))
    if (outcome.ok && outcome.value !== undefined) one.modelOf(outcome.value).send(stream)
    await world.time.pass(200)
    const rings = other.callWith(one)
    if (rings === undefined) return world.fault('A call at the end does not ring.')
    if (rings.awaitsAnswer) accept(other, rings, seededRandom(1))
    await world.time.pass(2_000)
  }
  const [here, there] = [one.callWith(other), other.callWith(one)]
  if (here?.call.state !== 'connected' || there?.call.state !== 'connected')
    return world.fault('A call at the end does not connect.')
  for (const [end, model] of [
    [one, here],
    [other, there],
  ] as const) {
    const { call } = model
    attempt(end, 'resume', () => call.resume())
    model.held = false
    const track = end.newTrack('audio')
    const added = attempt(end, 'addTrack', () => call.addTrack(track as never))
    if (added.ok) model.slotsBySender.set(added.value, model.add(track, null))
    attempt(end, 'setMuted', () => call.setMuted({ audio: !model.muted.audio }))
    model.muted.audio = !model.muted.audio
  }
  const opened = attempt(one, 'openDataChannel', () => here.call.openDataChannel('last'))
  await world.time.pass(4_000)
  if (!opened.ok) return world.fault('No channel can be opened at the end.')
  const channel = followChannel(here, opened.value, true)
  channel.sent.push('last words')
  attemptLater(one, 'send', () => channel.channel.send('last words'))
  await world.time.pass(6_000)
  if (!there.channels.some(({ label, received }) => label === 'last' && received.includes('last words')))
    world.fault('A message at the end does not arrive.')
}

/** After everybody has left nothing is left. */
async function leaveAll(world: World): Promise<void> {
  for (const end of world.ends) {
    end.mesh?.close()
    end.media?.close()
    for (const room of end.rooms) attemptLater(end, 'leave', () => room.leave())
    if (end.room !== null && !end.rooms.includes(end.room)) await end.room.leave()
  }
  await world.time.pass(30_000)
  for (const end of world.ends) {
    if (end.running.length > 0) world.fault(`${end.name} has a running call after it left.`)
    if (end.pending.size > 0) world.fault(`${end.name} waits for ever for ${[...end.pending].join(', ')}.`)
    judgeReleased(world, end)
  }
  if (world.network.open.length > 0) world.fault(`${world.network.open.length} connections are open after everybody left.`)
  if (world.time.waiting.length > 0) world.fault(`${world.time.waiting.length} timers run after everybody left.`)
  if (world.devices.opened.some(({ readyState }) => readyState === 'live')) world.fault('A device is open after everybody left.')
}

/** What a call had disabled is as the page wants it again. */
function judgeReleased(world: World, end: End): void {
  for (const track of end.tracks) {
    if (track.readyState === 'live' && track.enabled !== (end.allowed.get(track) ?? true))
      world.fault(`A ${track.kind} track of ${end.name} stays ${track.enabled ? 'live' : 'off'} after the calls.`)
  }
}

/** As few steps as still fail. */
export async function shrink({ seed, steps, faults }: Outcome, uncaught: UncaughtErrors): Promise<Outcome> {
  let smallest: Outcome = { seed, steps, faults }
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < smallest.steps.length;) {
      const fewer = smallest.steps.toSpliced(start, size)
      const outcome = await play(seed, fewer, uncaught)
      if (outcome.faults.length > 0) smallest = outcome
      else start += size
    }
  }
  return smallest
}

export function tell({ seed, steps, faults }: Outcome): string {
  return [
    `Sequence ${seed}: ${faults.join('\n  ')}`,
    `Play it with EARSHOT_SEED=${seed}. As few steps as still fail:`,
    ...steps.map(({ who, command, seed: choices }) => `  { who: ${who}, command: '${command}', seed: ${choices} },`),
  ].join('\n')
}
