import type { IssueType, Side } from '../issue.ts'

/**
 * Everything that is said to people, in one language. In sentences `{Your}`, `{your}`, `{You}` and `{you}` stand for the end that was measured,
 * `{Their}`, `{their}`, `{They}` and `{they}` for the other one.
 */
export interface Catalogue {
  readonly issues: Readonly<Record<IssueType, Message>>
  /** What is said where nothing is wrong, and where nothing can be said. */
  readonly fine: string
  readonly unknown: string
  /** What is said where nothing is wrong by itself, and the score is poor. */
  readonly middling: string
  /** Of several connections: which one, and how many never came up. */
  readonly among: (connection: string, connections: number) => string
  readonly neverConnected: (names: readonly string[], connections: number) => string
  readonly yours: Words
  readonly theirs: Words
  /** `Kitchen's`, from the name `Kitchen`. */
  readonly possessive: (name: string) => string
}

/** How an end without a name is called. */
interface Words {
  readonly subject: string
  readonly Subject: string
  readonly possessive: string
  readonly Possessive: string
}

/** What is said of one kind of issue. */
export interface Message extends Told {
  /** What differs where it is on another side than usual. */
  readonly on?: Readonly<Partial<Record<Side, Partial<Told>>>>
  /** What differs by what was measured, as the evidence names it. */
  readonly by?: Readonly<Record<string, Partial<Told>>>
}

interface Told {
  /** Two or three words, for a chart or a list. */
  readonly name: string
  /** One sentence, without jargon. */
  readonly explanation: string
  readonly causes: readonly string[]
  /** What to do, a sentence each, the most helpful first; empty where there is nothing. */
  readonly actions: readonly string[]
}
