import { Notice } from '@earshot/ui'
import type { ComponentChildren, VNode } from 'preact'

import { describeCaptureProblem } from '../lib/capture-problem.ts'
import type { LocalMedia } from '../state/local-media.ts'

/** Why there is no picture or sound from here, and what can be done; nothing when all is well. */
export function CaptureNotice({
  media,
  actions,
}: {
  readonly media: LocalMedia
  readonly actions: ComponentChildren
}): VNode | null {
  const problem = media.problem.value
  if (problem === null) return null
  const { title, advice } = describeCaptureProblem(problem.code, problem.wanted)
  return (
    <Notice tone="bad" title={title} actions={actions}>
      {advice}
    </Notice>
  )
}
