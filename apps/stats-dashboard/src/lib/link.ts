import type { TimeWindow } from './plot-view.ts'

export const panelNames = ['tracks', 'congestion', 'rtp', 'codecs', 'path', 'events', 'raw'] as const

export type PanelName = (typeof panelNames)[number]

/** What of the page is in its address, after `#`: whoever opens the link sees the same. */
export interface Link {
  /** Key of the session; empty for the first that is listed. */
  readonly session: string
  /** `null` follows the newest. */
  readonly window: TimeWindow | null
  readonly panel: PanelName
  readonly compare: string
}

export const plainLink: Link = { session: '', window: null, panel: 'tracks', compare: '' }

/** Whatever is not a link is a plain one, as far as it is not. */
export function parseLink(hash: string): Link {
  const parts = new URLSearchParams(hash.replace(/^#/, ''))
  const [from, to] = (parts.get('t') ?? '').split('-').map(Number)
  const window = isTime(from) && isTime(to) && from < to ? { from, to } : null
  return {
    session: parts.get('s') ?? '',
    window,
    panel: panelNames.find((name) => name === parts.get('p')) ?? plainLink.panel,
    compare: parts.get('c') ?? '',
  }
}

export function linkText({ session, window, panel, compare }: Link): string {
  const parts = new URLSearchParams()
  if (session !== '') parts.set('s', session)
  if (window !== null) parts.set('t', `${Math.round(window.from)}-${Math.round(window.to)}`)
  if (panel !== plainLink.panel) parts.set('p', panel)
  if (compare !== '') parts.set('c', compare)
  return parts.toString()
}

const latest = 8_640_000_000_000_000

function isTime(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0 && value <= latest
}
