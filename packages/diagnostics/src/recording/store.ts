/** Where the text of a recording is kept while it grows. */
export interface RecordingStore {
  /** Adds text at the end. What was added before is there also after a crash. */
  append(text: string): Promise<void>
  /** Everything that is kept, from the beginning. */
  read(): AsyncIterable<string>
}

/** Keeps a recording in memory, the latest of it: what is older than `maxLength` characters has to go. @default 16 million */
export function memoryStore(maxLength = 16_000_000): RecordingStore {
  let pieces: readonly string[] = []
  return {
    append(text) {
      pieces = [...pieces, text]
      let length = pieces.reduce((total, piece) => total + piece.length, 0)
      while (length > maxLength && pieces.length > 1) {
        length -= pieces[0]?.length ?? 0
        pieces = pieces.slice(1)
      }
      return Promise.resolve()
    },
    async *read() {
      yield* pieces
    },
  }
}
