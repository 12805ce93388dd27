import type { ComponentChildren, VNode } from 'preact'

/** A titled box. */
export function Card({
  title,
  class: extra = '',
  children,
}: {
  readonly title?: string
  readonly class?: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <section class={`card ${extra}`.trim()}>
      {title === undefined ? null : <h2 class="card-title">{title}</h2>}
      {children}
    </section>
  )
}
