import { Header } from '@earshot/ui'
import type { VNode } from 'preact'

import { address } from '../state/address.ts'
import { words } from '../state/language.ts'
import { screen } from '../state/screen.ts'
import { selected } from '../state/view.ts'
import { AwayBanner } from './banner/index.tsx'
import { Charts } from './charts/index.tsx'
import { Drop } from './drop/index.tsx'
import { Empty } from './empty/index.tsx'
import { FileNotices } from './files/index.tsx'
import { Controls, Where } from './header/index.tsx'
import { Help } from './help/index.tsx'
import { Lanes } from './lanes/index.tsx'
import { Panels } from './panels/index.tsx'
import { Sidebar } from './sidebar/index.tsx'
import { TimeBar } from './timebar/index.tsx'
import { Verdicts } from './verdict/index.tsx'
import './app.css'

export function App(): VNode {
  const session = selected.value
  return (
    <>
      <Header where={address.type === 'room' ? <Where room={address.room} /> : words.value.nav.dashboard}>
        <Controls />
      </Header>
      {screen.value === 'sessions' && session !== null ? (
        <main class="dashboard">
          <Sidebar />
          <div class="dashboard-detail">
            <AwayBanner />
            <FileNotices />
            <Verdicts session={session} />
            <TimeBar session={session} />
            <Lanes session={session} />
            <Charts session={session} />
            <Panels session={session} />
          </div>
        </main>
      ) : (
        <main class="dashboard-empty">
          <AwayBanner />
          <FileNotices />
          <Empty />
        </main>
      )}
      <Drop />
      <Help />
    </>
  )
}
