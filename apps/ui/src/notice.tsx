import type { ComponentChildren, VNode } from 'preact'

import { Mark, type Tone } from './mark.tsx'

/** What happened, what to do about it, and the buttons that do it. */
export function Notice({
  tone,
  title,
  children,
  actions,
}: {
  readonly tone: Tone
  /** What happened. */
  readonly title: string
  /** What to do. */
  readonly children?: ComponentChildren
  readonly actions?: ComponentChildren
}): VNode {
  return (
    <div class={`notice is-${tone}`}>
      <div class="notice-text">
        <p class="notice-title">
          <Mark tone={tone} />
          {title}
        </p>
        {children === undefined ? null : <p>{children}</p>}
      </div>
      {actions === undefined ? null : <div class="notice-actions">{actions}</div>}
    </div>
  )
}
