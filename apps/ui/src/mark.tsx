import type { VNode } from 'preact'

export type Tone = 'good' | 'warn' | 'bad' | 'neutral'

/** A small shape for a meaning: circle fine, diamond warning, square bad, ring neutral. The words beside it say it too. */
export function Mark({ tone }: { readonly tone: Tone }): VNode {
  return <span class={`mark is-${tone}`} aria-hidden="true" />
}
