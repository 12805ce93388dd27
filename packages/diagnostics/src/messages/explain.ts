import type { Issue } from '../issue.ts'
import type { Verdict } from '../verdict.ts'

import type { Catalogue } from './catalogue.ts'
import { chinese } from './chinese.ts'
import { english } from './english.ts'

export type Language = 'en' | 'zh'

/** Whose end was measured, and whose it was not: names to say instead of "you" and "the other side". */
export interface Names {
  readonly self?: string
  readonly peer?: string
}

/** What an issue is, in words. */
export interface Explanation {
  /** Two or three words. */
  readonly name: string
  /** One plain sentence. */
  readonly explanation: string
  readonly causes: readonly string[]
  /** What to do, a sentence each, the most helpful first; empty where there is nothing. */
  readonly actions: readonly string[]
}

/** Says what is wrong: to whom it concerns, or about them where there are names. @default language 'en' */
export function explain({ type, side }: Pick<Issue, 'type' | 'side'>, language: Language = 'en', names: Names = {}): Explanation {
  const catalogue = catalogueOf(language)
  const { on = {}, ...usual } = catalogue.issues[type]
  const told = { ...usual, ...on[side] }
  return {
    name: told.name,
    explanation: withNames(told.explanation, catalogue, names),
    causes: told.causes,
    actions: told.actions,
  }
}

/** Says the verdict: its issue, or that there is none, or that nothing can be said. @default language 'en' */
export function explainVerdict(
  { issue, level }: Verdict,
  language: Language = 'en',
  names: Names = {},
): Pick<Explanation, 'explanation' | 'actions'> {
  if (issue !== null) return explain(issue, language, names)
  const { fine, unknown } = catalogueOf(language)
  return { explanation: level === 'unknown' ? unknown : fine, actions: [] }
}

function catalogueOf(language: Language): Catalogue {
  return language === 'zh' ? chinese : english
}

/** Replaces the words in braces. */
function withNames(sentence: string, { yours, theirs, possessive }: Catalogue, { self, peer }: Names): string {
  const words = new Map([
    ['you', self ?? yours.subject],
    ['You', self ?? yours.Subject],
    ['your', self === undefined ? yours.possessive : possessive(self)],
    ['Your', self === undefined ? yours.Possessive : possessive(self)],
    ['they', peer ?? theirs.subject],
    ['They', peer ?? theirs.Subject],
    ['them', peer ?? theirs.subject],
    ['their', peer === undefined ? theirs.possessive : possessive(peer)],
    ['Their', peer === undefined ? theirs.Possessive : possessive(peer)],
  ])
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words.get(word) ?? whole)
}
