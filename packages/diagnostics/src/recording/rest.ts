/** What has come of a line that has not ended yet. */
export interface Rest {
  /** The lines that this piece of text ends, without their ends. */
  linesWith(piece: string): readonly string[]
  text(): string
}

/** A line is cut short at `maxLength` characters. Its pieces are put together once, when it ends: one that never ends costs no more than its length. */
export function newRest(maxLength: number): Rest {
  let pieces: string[] = []
  let length = 0
  const keep = (piece: string) => {
    if (length >= maxLength) return
    pieces.push(piece.slice(0, maxLength - length))
    length += piece.length
  }
  return {
    linesWith(piece) {
      const [end = '', ...others] = piece.split('\n')
      keep(end)
      if (others.length === 0) return []
      const first = pieces.join('')
      pieces = []
      length = 0
      keep(others.pop() ?? '')
      return [first, ...others.map((line) => line.slice(0, maxLength))]
    },
    text: () => pieces.join(''),
  }
}
