import type { ComponentChildren, VNode } from 'preact'

/** The bar at the top of every page: the name, where one is, what can be done here. */
export function Header({
  where,
  children,
}: {
  /** For example `Room <b>stand-up</b>`. */
  readonly where?: ComponentChildren
  readonly children?: ComponentChildren
}): VNode {
  return (
    <header class="header">
      <a class="header-logo" href="/" aria-label="Earshot, to the start page">
        ear<i>shot</i>
      </a>
      <span class="header-where">{where}</span>
      {children === undefined ? null : <div class="header-actions">{children}</div>}
    </header>
  )
}
