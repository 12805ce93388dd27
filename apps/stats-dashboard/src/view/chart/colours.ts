const known = new Map<string, string>()

/** The value that the colour token `--name` has where `element` is, in the present scheme: a canvas cannot resolve `var()` itself. */
export function colourOf(element: Element, name: string): string {
  const remembered = known.get(name)
  if (remembered !== undefined) return remembered
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  element.parentElement?.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  known.set(name, color)
  return color
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => known.clear())

/** Calls back when the colour scheme changes, until the signal is aborted. */
export function onSchemeChange(listener: () => void, signal: AbortSignal): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener, { signal })
}
