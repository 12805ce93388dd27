import type { VNode } from 'preact'

import { congestionPlots } from '../../lib/plot.ts'
import type { Session } from '../../lib/session.ts'
import { ChartGrid } from '../charts/index.tsx'

/** What says whether the upload is full: what may be sent, what is, and what waits. */
export function Congestion({ session }: { readonly session: Session }): VNode {
  return <ChartGrid session={session} plots={congestionPlots} />
}
