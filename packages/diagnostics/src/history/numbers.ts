import type { Sample } from '@earshot/core/stats'

/** Every number of a sample by name: `path.roundTripTimeMs`, `inbound:video:1: receivedVideo.frozen`. What was not measured is left out. */
export function numbersOf(sample: Sample): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  add(numbers, 'path.', sample.path)
  for (const track of sample.tracks) {
    const { key, receivedAudio, receivedVideo, sentAudio, sentVideo } = track
    add(numbers, `${key} `, track)
    for (const part of [receivedAudio, receivedVideo, sentAudio, sentVideo]) if (part !== null) add(numbers, `${key} `, part)
  }
  return numbers
}

function add(numbers: Map<string, number>, prefix: string, part: object): void {
  for (const [name, value] of Object.entries(part)) if (typeof value === 'number') numbers.set(prefix + name, value)
}
