/** One line of a text. */
export interface Line {
  /** Without its end. */
  readonly line: string
  /** Whether its end was there: the last line of a file that was cut off has none. */
  readonly ended: boolean
}

/** Longer lines are cut short, and so make no sense to any reader. */
const maxLineLength = 16_777_216

/** The lines of a text that comes in chunks of any size. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = (lines.pop() ?? '').slice(0, maxLineLength)
    for (const line of lines) yield { line: line.slice(0, maxLineLength), ended: true }
  }
  if (rest !== '') yield { line: rest, ended: false }
}
