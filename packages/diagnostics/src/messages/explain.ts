import type { Issue } from '../issue.ts'
import type { Among, Verdict } from '../verdict.ts'

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
export function explain(
  { type, side, evidence = [] }: Pick<Issue, 'type' | 'side'> & Partial<Pick<Issue, 'evidence'>>,
  language: Language = 'en',
  names: Names = {},
): Explanation {
  const catalogue = catalogueOf(language)
  const { on = {}, by = {}, ...usual } = catalogue.issues[type]
  const told = { ...usual, ...on[side], ...by[evidence[0]?.metric ?? ''] }
  return {
    name: told.name,
    explanation: withNames(told.explanation, catalogue, names),
    causes: told.causes,
    actions: told.actions,
  }
}

/** Says the verdict: its issue, or that there is none, or that nothing can be said; of several connections also which one. @default language 'en' */
export function explainVerdict(
  { issue, level, among }: Verdict,
  language: Language = 'en',
  names: Names = {},
): Pick<Explanation, 'explanation' | 'actions'> {
  const catalogue = catalogueOf(language)
  const { fine, unknown, middling } = catalogue
  const ofLevel = { good: fine, fair: fine, poor: middling, bad: middling, unknown }
  const told = issue === null ? { explanation: ofLevel[level], actions: [] } : explain(issue, language, names)
  const sentences = [told.explanation, ...(among === undefined ? [] : amongOthers(among, catalogue))]
  return { explanation: sentences.join(language === 'zh' ? '' : ' '), actions: told.actions }
}

function amongOthers({ connection, connections, neverConnected }: Among, catalogue: Catalogue): readonly string[] {
  const never = neverConnected.length === 0 ? [] : [catalogue.neverConnected(neverConnected, connections)]
  return [catalogue.among(connection, connections), ...never]
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
