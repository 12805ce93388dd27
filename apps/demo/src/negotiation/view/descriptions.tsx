import { Card, formatMs } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import { descriptionSteps, stepBefore, type Comparison, type DescriptionStep } from '../lib/description-steps.ts'
import { countChanges, lineDiff, onlyChanges, type DiffLine } from '../lib/line-diff.ts'
import type { Negotiation } from '../state/negotiation.ts'

/** Every description that was made, and what is different in it. */
export function Descriptions({ negotiation: { notes } }: { readonly negotiation: Negotiation }): VNode {
  const steps = descriptionSteps(notes.value)
  // The newest is shown until somebody chooses one.
  const chosen = useSignal<number | null>(null)
  const step = steps.find(({ number }) => number === chosen.value) ?? steps.at(-1)
  return (
    <Card title="Descriptions (SDP)" class="descriptions">
      {step === undefined ? (
        <p class="lead">Each offer and answer appears here, with what changed in it since the one before.</p>
      ) : (
        <>
          <div class="description-steps" role="group" aria-label="Descriptions">
            {steps.map((each) => (
              <button
                key={each.number}
                type="button"
                class="button"
                aria-pressed={each === step}
                onClick={() => (chosen.value = each.number)}
              >
                {each.number} · {each.side} {each.kind}
                {each.lost ? ' (taken back)' : ''}
              </button>
            ))}
          </div>
          <Differences steps={steps} step={step} />
        </>
      )}
    </Card>
  )
}

function Differences({ steps, step }: { readonly steps: readonly DescriptionStep[]; readonly step: DescriptionStep }): VNode {
  const comparison = useSignal<Comparison>('step-before')
  const whole = useSignal(false)
  const before = stepBefore(steps, step, comparison.value)
  const lines = lineDiff(before?.lines ?? null, step.lines)
  const { added, removed } = countChanges(lines)
  return (
    <>
      <div class="description-options">
        <label>
          Compare with{' '}
          <select
            value={comparison.value}
            onChange={({ currentTarget }) =>
              (comparison.value = currentTarget.value === 'same-peer' ? 'same-peer' : 'step-before')
            }
          >
            <option value="step-before">the step before</option>
            <option value="same-peer">the last one of {step.side}</option>
          </select>
        </label>
        <label>
          <input type="checkbox" checked={whole.value} onChange={({ currentTarget }) => (whole.value = currentTarget.checked)} />{' '}
          Show the lines that are the same
        </label>
      </div>
      <p class="description-summary">
        {step.side} made this {step.kind} after {formatMs(step.at)}.{' '}
        {before === undefined
          ? 'There is nothing to compare it with: here it is as a whole.'
          : `Compared with ${before.number} · ${before.side} ${before.kind}: ${added} lines added, ${removed} removed.`}
      </p>
      <div class="sdp" role="region" aria-label={`${step.kind} of ${step.side}`} tabIndex={0}>
        {(whole.value || before === undefined ? lines : onlyChanges(lines)).map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </div>
    </>
  )
}

function Line({ line }: { readonly line: DiffLine }): VNode {
  if (line.type === 'left-out') {
    return <div class="sdp-line is-left-out">{line.count === 1 ? '1 line' : `${line.count} lines`} the same</div>
  }
  const sign = { same: ' ', added: '+', removed: '−' }[line.type]
  return (
    <div class={`sdp-line is-${line.type}`}>
      <span class="sdp-sign">{sign}</span>
      <span>{line.text}</span>
    </div>
  )
}
