import type { ComponentChildren, FunctionComponent, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { panelNames, type PanelName } from '../../lib/link.ts'
import type { Session } from '../../lib/session.ts'
import { link, show } from '../../state/address.ts'
import { words } from '../../state/language.ts'
import './index.css'

type Panel = FunctionComponent<{ readonly session: Session }>

/** Each is loaded when it is opened. */
const panels: Readonly<Record<PanelName, () => Promise<Panel>>> = {
  tracks: async () => (await import('./tracks.tsx')).Tracks,
  congestion: async () => (await import('./congestion.tsx')).Congestion,
  rtp: async () => (await import('./rtp.tsx')).Rtp,
  codecs: async () => (await import('./codecs.tsx')).Codecs,
  path: async () => (await import('./path.tsx')).Path,
  events: async () => (await import('./events.tsx')).Events,
  raw: async () => (await import('./raw.tsx')).Raw,
}

/** Everything below the glance, a tab each. */
export function Panels({ session }: { readonly session: Session }): VNode {
  const chosen = link.value.panel
  return (
    <section class="card panels" aria-label={words.value.nav.more}>
      <div class="panels-tabs" role="tablist">
        {panelNames.map((name, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={chosen === name}
            aria-controls="panel"
            aria-keyshortcuts={String(index + 1)}
            tabIndex={chosen === name ? 0 : -1}
            onClick={() => show({ panel: name })}
            onKeyDown={({ key, currentTarget }) => step(key, index, currentTarget)}
          >
            {words.value.panels[name]}
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${chosen}`} tabIndex={0}>
        <Loaded name={chosen}>{(Loadable) => <Loadable session={session} />}</Loaded>
      </div>
    </section>
  )
}

/** The arrow keys go from tab to tab. */
function step(key: string, index: number, tab: HTMLElement): void {
  const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  if (by === 0) return
  const next = panelNames[(index + by + panelNames.length) % panelNames.length]
  if (next === undefined) return
  show({ panel: next })
  tab.parentElement?.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
}

function Loaded({ name, children }: { readonly name: PanelName; readonly children: (panel: Panel) => ComponentChildren }): VNode {
  const [loaded, setLoaded] = useState<{ readonly name: PanelName; readonly panel: Panel } | null>(null)
  useEffect(() => {
    let wanted = true
    void panels[name]().then((panel) => {
      if (wanted) setLoaded({ name, panel })
    })
    return () => {
      wanted = false
    }
  }, [name])
  return <>{loaded?.name === name ? children(loaded.panel) : null}</>
}
