import type { Call } from '@earshot/core'
import { startDiagnosis } from '@earshot/diagnostics'

/** Tells what is wrong with a call, and what to do, while it goes on. */
export function explain(call: Pick<Call, 'on'>, tell: (sentence: string) => void): void {
  const diagnosis = startDiagnosis()
  call.on('sample', (sample) => {
    for (const { change, issue } of diagnosis.observe({ sample })) {
      if (change === 'raised' && issue.suppressedBy === null) tell(`${issue.explanation} Try: ${issue.actions.join(', ')}.`)
    }
  })
}
