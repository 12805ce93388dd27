import type { AnchorHTMLAttributes, ButtonHTMLAttributes, VNode } from 'preact'

export type ButtonTone = 'plain' | 'primary' | 'danger'

/** A button. `primary` is the one thing to do next, `danger` ends something. */
export function Button({ tone = 'plain', class: extra, ...rest }: ButtonHTMLAttributes & { readonly tone?: ButtonTone }): VNode {
  return <button type="button" {...rest} class={classes(tone, extra)} />
}

/** A link that looks like a button, for what opens another page. */
export function LinkButton({
  tone = 'plain',
  class: extra,
  children,
  ...rest
}: AnchorHTMLAttributes & { readonly tone?: ButtonTone }): VNode {
  return (
    <a {...rest} class={classes(tone, extra)}>
      {children}
    </a>
  )
}

function classes(tone: ButtonTone, extra: unknown): string {
  return ['button', tone === 'plain' ? '' : `is-${tone}`, typeof extra === 'string' ? extra : ''].filter(Boolean).join(' ')
}
