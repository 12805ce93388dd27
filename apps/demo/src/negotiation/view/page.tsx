import { Header } from '@earshot/ui'
import type { VNode } from 'preact'

import type { Negotiation } from '../state/negotiation.ts'
import { Controls } from './controls.tsx'
import { Descriptions } from './descriptions.tsx'
import { PeerPanel } from './peer-panel.tsx'
import { Story } from './story.tsx'
import { TimeLine } from './time-line.tsx'

export function NegotiationPage({ negotiation }: { readonly negotiation: Negotiation }): VNode {
  return (
    <>
      <Header where={<b>Negotiation</b>} />
      <main class="negotiation">
        <div class="stack">
          <h1>How two browsers come to an agreement</h1>
          <p class="lead">
            Two peers in this page call each other. You see every state they pass through, every word they exchange, and how much
            is done before somebody presses Accept. Their pictures are drawn, so no camera is asked for.
          </p>
        </div>
        <Controls negotiation={negotiation} />
        <div class="negotiation-stage">
          <PeerPanel negotiation={negotiation} side="hall" />
          <Story negotiation={negotiation} />
          <PeerPanel negotiation={negotiation} side="kitchen" />
        </div>
        <Descriptions negotiation={negotiation} />
        <TimeLine negotiation={negotiation} />
      </main>
    </>
  )
}
