/** A value inside a large JSON document, not parsed yet. */
export interface JsonPart {
  /** The names, and the places in lists, that lead to it. */
  readonly path: readonly string[]
  readonly text: string
}

/**
 * Takes a large JSON document apart while it comes, so that it is never in memory as a whole, and so that a file that ends in the middle gives
 * what came before. It does not say whether the document is valid: where it is not, the parts are not either.
 */
export class JsonSplitter {
  readonly #isOpened: (path: readonly string[]) => boolean
  readonly #open: Container[] = []
  #state: State = 'between'
  /** What the current name or part has in earlier chunks, and where it begins in this one. */
  #earlier: string[] = []
  #start = 0
  /** Brackets that are open inside the current part. */
  #depth = 0
  /** Whether the last chunk ended in a backslash that the next character belongs to. */
  #escaped = false
  #newline = -1

  /** `isOpened` says of a path whether what is there, a list or an object, is taken apart further. */
  constructor(isOpened: (path: readonly string[]) => boolean) {
    this.#isOpened = isOpened
  }

  /** Whether the document has come to its end. */
  get ended(): boolean {
    return this.#state === 'ended'
  }

  /** The parts that end in this chunk. Chunks begin and end anywhere. */
  push(chunk: string): readonly JsonPart[] {
    if (chunk === '') return []
    const parts: JsonPart[] = []
    this.#start = 0
    this.#newline = -1
    let at = 0
    while (at < chunk.length && this.#state !== 'ended') at = this.#step(chunk, at, parts)
    if (this.#state !== 'between' && this.#state !== 'ended') this.#earlier.push(chunk.slice(this.#start))
    return parts
  }

  /** Reads on from `at`, and says where to go on. */
  #step(chunk: string, at: number, parts: JsonPart[]): number {
    switch (this.#state) {
      case 'name':
      case 'string':
      case 'string in part': {
        const end = this.#endOfString(chunk, at)
        if (end === null) return chunk.length
        if (this.#state === 'name') this.#named(this.#take(chunk, end))
        else if (this.#state === 'string') this.#end(chunk, end, parts)
        else this.#state = 'part'
        return end
      }
      case 'scalar': {
        const end = search(endOfScalar, chunk, at)
        if (end < chunk.length) this.#end(chunk, end, parts)
        return end
      }
      case 'part':
        return this.#inPart(chunk, at, parts)
      default:
        return this.#between(chunk, at)
    }
  }

  #between(chunk: string, from: number): number {
    const at = search(token, chunk, from)
    const character = chunk[at]
    const container = this.#open.at(-1)
    if (character === undefined) return at
    if (character === '}' || character === ']') this.#close()
    else if (character === '"' && container?.kind === 'object' && container.name === null) this.#begin('name', at)
    else if (character === '"') this.#begin('string', at)
    else if (character !== '{' && character !== '[') this.#begin('scalar', at)
    else if (this.#isOpened(this.#path())) {
      this.#open.push(character === '{' ? { kind: 'object', name: null } : { kind: 'list', length: 0 })
    } else {
      this.#begin('part', at)
      this.#depth = 1
    }
    return at + 1
  }

  #inPart(chunk: string, from: number, parts: JsonPart[]): number {
    const at = search(bracketOrQuote, chunk, from)
    const character = chunk[at]
    if (character === '"') this.#state = 'string in part'
    else if (character === '{' || character === '[') this.#depth += 1
    else if (character !== undefined) this.#depth -= 1
    if (this.#depth === 0) this.#end(chunk, at + 1, parts)
    return at + 1
  }

  /** Where the string ends, or `null` when it goes on. A raw line break cannot be in a string: there one ends that has lost its quote. */
  #endOfString(chunk: string, from: number): number | null {
    let at = this.#escaped && chunk[from] !== '\n' ? from + 1 : from
    this.#escaped = false
    for (;;) {
      const quote = chunk.indexOf('"', at)
      if (this.#newline < at) this.#newline = search(lineBreak, chunk, at)
      if (this.#newline < (quote === -1 ? chunk.length : quote)) return this.#newline
      if (quote === -1) {
        this.#escaped = isEscaped(chunk, at, chunk.length)
        return null
      }
      if (!isEscaped(chunk, at, quote)) return quote + 1
      at = quote + 1
    }
  }

  #begin(state: State, at: number): void {
    this.#state = state
    this.#start = at
  }

  #take(chunk: string, end: number): string {
    const text = this.#earlier.join('') + chunk.slice(this.#start, end)
    this.#earlier = []
    this.#state = 'between'
    return text
  }

  #named(text: string): void {
    const container = this.#open.at(-1)
    if (container?.kind === 'object') container.name = nameOf(text)
  }

  #end(chunk: string, end: number, parts: JsonPart[]): void {
    parts.push({ path: this.#path(), text: this.#take(chunk, end) })
    this.#passValue()
  }

  #close(): void {
    this.#open.pop()
    this.#passValue()
  }

  #passValue(): void {
    const container = this.#open.at(-1)
    if (container === undefined) this.#state = 'ended'
    else if (container.kind === 'list') container.length += 1
    else container.name = null
  }

  #path(): readonly string[] {
    return this.#open.map((container) => (container.kind === 'list' ? String(container.length) : (container.name ?? '')))
  }
}

type Container = { readonly kind: 'object'; name: string | null } | { readonly kind: 'list'; length: number }

type State = 'between' | 'name' | 'string' | 'scalar' | 'part' | 'string in part' | 'ended'

const token = /[^\s,:]/g
const endOfScalar = /[\s,\]}]/g
const bracketOrQuote = /["{}[\]]/g
const lineBreak = /\n/g

/** Where the next match begins, else the end of the chunk. */
function search(pattern: RegExp, chunk: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(chunk)?.index ?? chunk.length
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(chunk: string, from: number, at: number): boolean {
  let first = at
  while (first > from && chunk[first - 1] === '\\') first -= 1
  return (at - first) % 2 === 1
}

/** Parsed, also so that it does not keep the chunk it came in. */
function nameOf(text: string): string {
  try {
    const name: unknown = JSON.parse(text)
    return typeof name === 'string' ? name : ''
  } catch {
    return ''
  }
}
