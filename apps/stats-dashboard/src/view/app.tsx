import { Header } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { address } from '../state/address.ts'
import { words } from '../state/language.ts'
import { screen } from '../state/screen.ts'
import { selected } from '../state/view.ts'
import { AwayBanner } from './banner/index.tsx'
import { Drop } from './drop/index.tsx'
import { Empty } from './empty/index.tsx'
import { FileNotices } from './files/index.tsx'
import { Controls, Where } from './header/index.tsx'
import { Help } from './help/index.tsx'
import './app.css'

export function App(): VNode {
  const session = screen.value === 'sessions' ? selected.value : null
  const Detail = useDetail(session !== null)
  return (
    <>
      <Header where={address.type === 'room' ? <Where room={address.room} /> : words.value.nav.dashboard}>
        <Controls />
      </Header>
      {session !== null && Detail !== null ? (
        <Detail session={session} />
      ) : (
        <main class="dashboard-empty">
          <AwayBanner />
          <FileNotices />
          {session === null ? <Empty /> : null}
        </main>
      )}
      <Drop />
      <Help />
    </>
  )
}

type Loaded = typeof import('./detail.tsx').Detail

/** What shows a call is loaded with the first one. */
function useDetail(wanted: boolean): Loaded | null {
  const [loaded, setLoaded] = useState<{ readonly detail: Loaded } | null>(null)
  useEffect(() => {
    if (wanted) void import('./detail.tsx').then(({ Detail }) => setLoaded({ detail: Detail }))
  }, [wanted])
  return loaded?.detail ?? null
}
