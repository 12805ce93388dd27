import { Header } from '@earshot/ui'
import type { VNode } from 'preact'

import { address } from '../state/address.ts'
import { screen } from '../state/screen.ts'
import { AwayBanner } from './banner/index.tsx'
import { Calls } from './calls/index.tsx'
import { Charts } from './charts/index.tsx'
import { Empty } from './empty/index.tsx'
import { Controls, Where } from './header/index.tsx'
import { Summary } from './summary/index.tsx'
import { Tracks } from './tracks/index.tsx'
import './app.css'

export function App(): VNode {
  return (
    <>
      <Header where={address.type === 'room' ? <Where room={address.room} /> : 'Dashboard'}>
        <Controls />
      </Header>
      {screen.value === 'calls' ? (
        <main class="dashboard">
          <Calls />
          <div class="dashboard-detail">
            <AwayBanner />
            <Summary />
            <Charts />
            <Tracks />
          </div>
        </main>
      ) : (
        <main class="dashboard-empty">
          <AwayBanner />
          <Empty />
        </main>
      )}
    </>
  )
}
