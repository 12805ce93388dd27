import { otherSide, type DescriptionKind, type Note, type Side } from './note.ts'

/** A description that one of the two has made. */
export interface DescriptionStep {
  /** Counted from 1, over both peers. */
  readonly number: number
  readonly at: number
  readonly side: Side
  readonly kind: DescriptionKind
  readonly lines: readonly string[]
  /** An offer that met one of the other side, and was taken back. */
  readonly lost: boolean
}

export function descriptionSteps(notes: readonly Note[]): readonly DescriptionStep[] {
  const steps: DescriptionStep[] = []
  const openOffers = new Map<Side, number>()
  for (const { at, side, event } of notes) {
    if (event.type !== 'description' || !event.sent) continue
    const number = steps.length + 1
    steps.push({ number, at, side, kind: event.kind, lines: linesOf(event.sdp), lost: false })
    if (event.kind === 'offer') openOffers.set(side, number - 1)
    if (event.kind !== 'answer') continue
    openOffers.delete(otherSide(side))
    const takenBack = openOffers.get(side)
    const step = takenBack === undefined ? undefined : steps[takenBack]
    if (takenBack !== undefined && step !== undefined) steps[takenBack] = { ...step, lost: true }
    openOffers.delete(side)
  }
  return steps
}

/** With what a step is compared. */
export type Comparison = 'step-before' | 'same-peer'

export function stepBefore(
  steps: readonly DescriptionStep[],
  step: DescriptionStep,
  comparison: Comparison,
): DescriptionStep | undefined {
  return steps.findLast(({ number, side }) => number < step.number && (comparison === 'step-before' || side === step.side))
}

function linesOf(sdp: string): readonly string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== '')
}
