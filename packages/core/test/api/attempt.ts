import { EarshotError } from '../../src/index.ts'

import type { End } from './end.ts'

/** How a call of the API may go. */
export interface Expected {
  /** An argument is wrong: it throws. */
  readonly wrong?: boolean
  /** What is no fault besides, by its name. */
  readonly also?: readonly string[]
}

export type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown }

/** Calls the API at once. What throws must be of the two kinds, in words of our own, and has changed nothing. */
export function attempt<Value>(
  end: End,
  what: string,
  call: () => Value,
  { wrong = false, also = [] }: Expected = {},
): Attempt<Value> {
  const { world } = end
  const before = snapshot(end)
  try {
    const value = call()
    if (wrong && !(value instanceof Promise)) world.fault(`${what} took a wrong argument.`)
    return { ok: true, value }
  } catch (error) {
    judge(end, what, error, also)
    const after = snapshot(end)
    if (after !== before) world.fault(`${what} threw and has changed something: ${before} became ${after}.`)
    return { ok: false, error }
  }
}

/** One argument is wrong. */
export function refuse(end: End, what: string, call: () => unknown): void {
  attempt(end, what, call, { wrong: true })
}

/** The same for what answers later. `settled` hears the outcome. */
export function attemptLater<Value>(
  end: End,
  what: string,
  call: () => Promise<Value>,
  expected: Expected = {},
  settled: (outcome: Attempt<Value>) => void = () => undefined,
): void {
  const { world } = end
  const started = attempt(end, what, call, expected)
  if (!started.ok) {
    settled(started)
    return
  }
  const key = `${what} at ${world.time.now}`
  end.pending.add(key)
  const settle = (outcome: Attempt<Value>) => {
    end.pending.delete(key)
    if (!outcome.ok) judge(end, what, outcome.error, expected.also ?? [])
    else if (expected.wrong === true) world.fault(`${what} took a wrong argument.`)
    settled(outcome)
  }
  void started.value.then(
    (value) => settle({ ok: true, value }),
    (error: unknown) => settle({ ok: false, error }),
  )
}

/** Words of the JavaScript engine: nobody had looked at the argument. */
const raw =
  /Cannot (read|set|destructure|convert|mix)|is not (a function|iterable|a constructor|defined)|object is not|is not an object|circular|BigInt/

function judge({ world }: End, what: string, error: unknown, also: readonly string[]): void {
  if (error instanceof EarshotError) return
  if (error instanceof TypeError) {
    if (raw.test(error.message)) world.fault(`${what} threw a bare TypeError: ${error.message}`)
    return
  }
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (!also.includes(name)) world.fault(`${what} threw ${String(error)}`)
}

/** Everything of this side that shows, in one line. */
function snapshot(end: End): string {
  const calls = [...end.models.values()].map(({ call, connection }) => {
    const sections = connection.model.transceivers.map(({ kind, direction, track }) => `${kind[0]}${direction}${track}`)
    return [
      call.id,
      call.state,
      call.held,
      call.remoteHeld,
      sections.join(','),
      connection.channels.length,
      call.timeline.length,
    ].join(' ')
  })
  const tracks = [...end.tracks, ...end.world.devices.opened].map(
    ({ enabled, readyState }) => `${enabled ? '+' : '-'}${readyState[0]}`,
  )
  const devices = end.media === null ? '' : [...end.media.tracks.values()].map(({ id }) => id).join(',')
  return [end.room?.state, end.room?.calls.size, ...calls, tracks.join(''), devices].join('; ')
}
