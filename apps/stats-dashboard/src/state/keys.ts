import { panelNames } from '../lib/link.ts'
import { show } from './address.ts'
import { cursor, follow, following, listed, momentShown, pause, pointAt, selected, timeWindow, zoomBy } from './view.ts'

/** What keys do that is done elsewhere on the page. */
export interface KeyActions {
  readonly mark: () => void
  readonly open: () => void
  readonly save: () => void
  readonly help: () => void
}

/** Listens to the keys of the whole page. Where something is written or chosen they mean what they always mean. */
export function listenToKeys(actions: KeyActions): void {
  addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event
    if (ctrlKey || metaKey || altKey) return
    const inControl = target instanceof Element && target.closest('input, select, textarea, dialog, [role=tablist]') !== null
    const onButton =
      target instanceof Element && target.closest('button, a, summary') !== null && (key === ' ' || key === 'Enter')
    if (inControl || onButton) return
    if (act(key, event.shiftKey, actions)) event.preventDefault()
  })
}

const secondMs = 1_000

function act(key: string, shift: boolean, { mark, open, save, help }: KeyActions): boolean {
  if (key === '?') return done(help)
  if (key.toLowerCase() === 'o') return done(open)
  if (selected.value === null) return false
  const panel = panelNames[Number(key) - 1]
  if (panel !== undefined) return done(() => show({ panel }))
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight':
      return done(() => moveCursor((key === 'ArrowLeft' ? -1 : 1) * (shift ? 10 : 1) * secondMs))
    case '+':
    case '=':
      return done(() => zoomBy(0.5, momentShown.value))
    case '-':
      return done(() => zoomBy(2, momentShown.value))
    case 'Home':
      return done(() => follow(null))
    case ' ':
      return done(() => (following.value ? pause() : follow()))
    case 'l':
    case 'L':
      return done(() => follow())
    case 'm':
    case 'M':
      return done(mark)
    case 's':
    case 'S':
      return done(save)
    case '[':
    case ']':
      return done(() => chooseSession(key === '[' ? -1 : 1))
    case 'Escape':
      return done(() => (cursor.value === null ? follow() : pointAt(null)))
    default:
      return false
  }
}

function done(does: () => void): boolean {
  does()
  return true
}

function moveCursor(byMs: number): void {
  const { from, to } = timeWindow.value
  pointAt(Math.min(to, Math.max(from, (cursor.value ?? to) + byMs)))
}

function chooseSession(by: number): void {
  const index = listed.value.findIndex(({ key }) => key === selected.value?.key)
  const next = listed.value[(index + by + listed.value.length) % listed.value.length]
  if (next !== undefined) show({ session: next.key, window: null })
}
