import type { IssueType, Side } from '../issue.ts'

/**
 * Everything that is said to people, in one language. In sentences `{Your}`, `{your}`, `{You}` and `{you}` stand for the end that was measured,
 * `{Their}`, `{their}`, `{They}` and `{they}` for the other one.
 */
export interface Catalogue {
  readonly issues: Readonly<Record<IssueType, Message>>
  /** One word for each place where something can be wrong. */
  readonly sides: Readonly<Record<Side, string>>
  readonly verdict: {
    /** Nothing is wrong. */
    readonly fine: string
    /** Nothing can be said yet, or ever. */
    readonly unknown: string
    /** Nothing is wrong now, but something was. */
    readonly wasWrong: string
    /** `{seconds}`, `{minutes}`, `{hours}`. */
    readonly forSeconds: string
    readonly forMinutes: string
    readonly forHours: string
  }
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
}

interface Told {
  /** Two or three words, for a chart or a list. */
  readonly name: string
  /** One sentence, without jargon. */
  readonly explanation: string
  readonly causes: readonly string[]
  /** What to do, the most helpful first; empty where there is nothing. */
  readonly actions: readonly string[]
}
