import type { Call } from '@earshot/core'
import { diagnose, explain } from '@earshot/diagnostics'

/** Tells what is wrong with a call, and what to do, while it goes on. */
export function tellWhatIsWrong(call: Call, tell: (sentence: string) => void): void {
  diagnose(call).on('issue', ({ change, issue }) => {
    if (change !== 'raised' || issue.suppressedBy !== null) return
    const { explanation, actions } = explain(issue)
    tell([explanation, ...actions].join(' '))
  })
}
