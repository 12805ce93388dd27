/** What waits to be read by one recipient, so that one who does not read costs no more than this. */
export interface Outbox {
  /** More is to be written. The result says why the recipient is given up, or `null`. */
  add(bytes: number): string | null
  /** What was added first has been written to the network. */
  written(pieces: number): void
}

/** Also what a link repeats at once when its peer is back: 256 messages of 4 kB. */
const maxWaitingBytes = 1_048_576
/** What a message takes beside its text. */
const overheadBytes = 256
const maxWaitingMessages = 64
/** A slow network takes its time for one megabyte; one that takes nothing for so long is taken for dead elsewhere, too (docs/robustness.md F4). */
const longestStandstillMs = 10_000

/** Pure: `now` is in monotonic milliseconds. */
export function outbox(now: () => number): Outbox {
  const waiting: number[] = []
  let bytes = 0
  let movedAt = now()

  return {
    add(added) {
      if (waiting.length === 0) movedAt = now()
      waiting.push(added + overheadBytes)
      bytes += added + overheadBytes
      if (bytes > maxWaitingBytes) return 'more than 1 MB waits to be read'
      const stands = waiting.length > maxWaitingMessages && now() - movedAt > longestStandstillMs
      return stands
        ? `more than ${maxWaitingMessages} messages wait to be read, and none was for ${longestStandstillMs / 1_000} s`
        : null
    },

    written(pieces) {
      movedAt = now()
      for (const size of waiting.splice(0, pieces)) bytes -= size
    },
  }
}
