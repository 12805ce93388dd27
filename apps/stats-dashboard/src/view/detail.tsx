import type { VNode } from 'preact'

import type { Session } from '../lib/session.ts'
import { AwayBanner } from './banner/index.tsx'
import { Charts } from './charts/index.tsx'
import { FileNotices } from './files/index.tsx'
import { Lanes } from './lanes/index.tsx'
import { Panels } from './panels/index.tsx'
import { Sidebar } from './sidebar/index.tsx'
import { TimeBar } from './timebar/index.tsx'
import { Verdicts } from './verdict/index.tsx'

/** Every call in a list, and one of them whole. */
export function Detail({ session }: { readonly session: Session }): VNode {
  return (
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
  )
}
