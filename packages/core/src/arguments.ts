/**
 * Checks of what an application gives: each throws a `TypeError` that says what was expected and what came. A method calls them before it
 * changes anything. They look at what a value can do and not at its class alone, because a track may come from another frame.
 */

/** @throws TypeError unless it is an object of options: streams and tracks are objects too, and easily given in its place. */
export function requireOptions(name: string, value: unknown, example: string): void {
  const fits = tagOf(value) === 'Object' && !isStream(value) && !isTrack(value)
  if (!fits) throw wrongArgument(name, `an object such as ${example}`, value)
}

/** @throws TypeError unless it is a track, which may have ended. */
export function requireTrack(name: string, value: unknown): void {
  if (!isTrack(value)) throw wrongArgument(name, 'a MediaStreamTrack', value)
}

/** @throws TypeError unless it is a track that can still be sent. */
export function requireLiveTrack(name: string, value: unknown): void {
  if (!isTrack(value)) throw wrongArgument(name, 'a MediaStreamTrack', value)
  if (value.readyState === 'ended') throw wrongArgument(name, 'a live MediaStreamTrack', value, 'one that has ended')
}

/** @throws TypeError unless it is a stream. */
export function requireStream(name: string, value: unknown): void {
  if (!isStream(value)) throw wrongArgument(name, 'a MediaStream', value)
}

/** @throws TypeError unless it plays media: an `<audio>` or a `<video>`. */
export function requireMediaElement(name: string, value: unknown): void {
  const plays = typeof value === 'object' && value !== null && 'srcObject' in value && 'play' in value
  if (!plays) throw wrongArgument(name, 'an audio or video element', value)
}

/** @throws TypeError unless it is a function. */
export function requireFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw wrongArgument(name, 'a function', value)
}

/** @throws TypeError unless it is `true` or `false`. */
export function requireBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw wrongArgument(name, 'true or false', value)
}

/** @throws TypeError unless it is a finite number above 0. */
export function requirePositive(name: string, value: unknown): void {
  if (!(Number.isFinite(value) && Number(value) > 0)) throw wrongArgument(name, 'greater than 0', value)
}

/** @throws TypeError unless it is a number of milliseconds that a timer can wait for, and at least `least` (HTML, timer initialisation). */
export function requireMilliseconds(name: string, value: unknown, least: number): void {
  const fits = typeof value === 'number' && value >= least && value <= longestTimerMs
  if (!fits) throw wrongArgument(name, `a number of milliseconds from ${least} to ${longestTimerMs}`, value)
}

/** A timer with more than 31 bits runs at once. */
const longestTimerMs = 2_147_483_647

/** @throws TypeError unless it is a whole number above 0. */
export function requireCount(name: string, value: unknown): void {
  if (!(Number.isSafeInteger(value) && Number(value) > 0)) throw wrongArgument(name, 'a whole number greater than 0', value)
}

/** @throws TypeError unless it is one of these words. */
export function requireOneOf(name: string, value: unknown, words: readonly string[]): void {
  if (typeof value === 'string' && words.includes(value)) return
  throw wrongArgument(name, words.map((word) => `'${word}'`).join(' or '), value)
}

/** @throws TypeError unless it says which kinds are to be muted: a name that is none would mute nothing. */
export function requireMuted(value: unknown): void {
  requireOptions('muted', value, '{ audio: true, video: false }')
  for (const [name, muted] of Object.entries(value ?? {})) {
    requireOneOf('muted', name, ['audio', 'video'])
    if (muted !== undefined) requireBoolean(`muted.${name}`, muted)
  }
}

function isTrack(value: unknown): value is MediaStreamTrack {
  if (typeof value !== 'object' || value === null || !('kind' in value && 'readyState' in value && 'enabled' in value))
    return false
  return value.kind === 'audio' || value.kind === 'video'
}

function isStream(value: unknown): value is MediaStream {
  return typeof value === 'object' && value !== null && 'getTracks' in value && typeof value.getTracks === 'function'
}

/** "`name` must be …; got …": `got` describes the value where its kind does not say enough. */
export function wrongArgument(name: string, expected: string, value: unknown, got: string = describe(value)): TypeError {
  return new TypeError(`\`${name}\` must be ${expected}; got ${got}.`)
}

const longest = 40

/** A value in a few words, never at length: it may be a secret or a book. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (isStream(value)) return 'a MediaStream'
  const tag = tagOf(value)
  if (tag === 'Object') return 'a plain object'
  return `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`
}

/** The name of its interface, whichever frame it is from (WebIDL 3.2). */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
