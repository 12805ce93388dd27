/** A value in a JSON text, by the names that lead to it. */
export interface JsonMember {
  readonly path: readonly string[]
  /** Its text, not parsed yet. */
  readonly json: string
}

/** A longer value is left out. */
const maxLength = 67_108_864

/**
 * The values of a JSON object as its text comes in, in chunks of any size: so a file larger than memory can be read, and one that ends in the
 * middle as far as it goes. Objects whose path `enters` are gone into; all other values are given whole, as text. Returns whether the end of
 * the object was there. It does not check the text: that is for whoever parses a value.
 */
export async function* jsonMembers(
  text: AsyncIterable<string>,
  enters: (path: readonly string[]) => boolean,
): AsyncGenerator<JsonMember, boolean> {
  const scanner = new Scanner(enters)
  for await (const chunk of text) {
    yield* scanner.scan(chunk)
    if (scanner.ended) return true
  }
  return false
}

class Scanner {
  readonly #enters: (path: readonly string[]) => boolean
  /** The names that lead to the value that is being read. */
  readonly #path: string[] = []
  /** How many objects have been gone into. */
  #depth = 0
  #expects: 'name' | 'colon' | 'value' | 'end of value' = 'value'
  #inString = false
  /** Whether the character that comes is preceded by a backslash. */
  #escaped = false
  /** What was read of a name or value that earlier chunks began; `null` outside of one. */
  #begun: string[] | null = null
  /** How many brackets of a value are open. */
  #brackets = 0
  ended = false

  constructor(enters: (path: readonly string[]) => boolean) {
    this.#enters = enters
  }

  *scan(chunk: string): Generator<JsonMember> {
    let from = 0
    let backslash = chunk.indexOf('\\')
    for (let at = 0; at < chunk.length && !this.ended; at += 1) {
      if (this.#inString) {
        if (this.#escaped) {
          this.#escaped = false
          continue
        }
        // Most of a dump is long strings: what is in them is jumped over.
        if (backslash !== -1 && backslash < at) backslash = chunk.indexOf('\\', at)
        const quote = chunk.indexOf('"', at)
        if (backslash !== -1 && (quote === -1 || backslash < quote)) {
          this.#escaped = true
          at = backslash
          continue
        }
        if (quote === -1) break
        at = quote
        this.#inString = false
        if (this.#expects === 'name') {
          this.#path.push(nameOf(this.#take(chunk.slice(from, at + 1))))
          this.#expects = 'colon'
        }
        continue
      }
      switch (chunk[at]) {
        case '"':
          this.#inString = true
          if (this.#begins()) from = at
          break
        case '{':
          if (this.#begun === null && this.#expects === 'value' && this.#enters(this.#path)) {
            this.#depth += 1
            this.#expects = 'name'
            break
          }
          if (this.#begins()) from = at
          this.#brackets += 1
          break
        case '[':
          if (this.#begins()) from = at
          this.#brackets += 1
          break
        case '}':
        case ']':
          if (this.#brackets > 0) {
            this.#brackets -= 1
            if (this.#brackets === 0) yield* this.#give(chunk.slice(from, at + 1))
            break
          }
          yield* this.#give(chunk.slice(from, at))
          this.#depth -= 1
          this.#path.length = Math.max(0, this.#depth)
          this.#expects = 'end of value'
          this.ended = this.#depth <= 0
          break
        case ',':
          if (this.#brackets > 0) break
          yield* this.#give(chunk.slice(from, at))
          this.#path.length = Math.max(0, this.#depth - 1)
          this.#expects = 'name'
          break
        case ':':
          if (this.#expects === 'colon') this.#expects = 'value'
          break
        case ' ':
        case '\n':
        case '\r':
        case '\t':
          break
        default:
          if (this.#begins()) from = at
      }
    }
    this.#begun?.push(chunk.slice(from))
  }

  /** Whether a name or value begins here. */
  #begins(): boolean {
    if (this.#begun !== null || (this.#expects !== 'name' && this.#expects !== 'value')) return false
    this.#begun = []
    return true
  }

  #take(end: string): string {
    const text = [...(this.#begun ?? []), end].join('')
    this.#begun = null
    return text
  }

  *#give(end: string): Generator<JsonMember> {
    if (this.#begun === null) return
    const json = this.#take(end)
    if (this.#expects === 'value' && json.length <= maxLength) yield { path: [...this.#path], json }
    this.#expects = 'end of value'
  }
}

function nameOf(json: string): string {
  try {
    return String(JSON.parse(json))
  } catch {
    return json
  }
}
