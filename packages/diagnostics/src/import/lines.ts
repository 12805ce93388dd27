import { newRest } from '../recording/rest.ts'

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
  const rest = newRest(maxLineLength)
  for await (const chunk of text) {
    for (const line of rest.linesWith(chunk)) yield { line, ended: true }
  }
  const last = rest.text()
  if (last !== '') yield { line: last, ended: false }
}
