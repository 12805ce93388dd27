import 'webrtc-adapter'

import { Header, LinkButton } from '@earshot/ui'
import { render, type VNode } from 'preact'

import { suggestRoomName } from '../lib/room-name.ts'
import { viaFromSearch } from '../lib/via.ts'
import { RoomForm } from '../view/room-form.tsx'

const app = document.getElementById('app')
if (app !== null) render(<Index />, app)

function Index(): VNode {
  return (
    <>
      <Header />
      <main class="index">
        <div class="stack">
          <h1>Calls that explain themselves</h1>
          <p class="lead">
            Peer-to-peer calls in the browser. Sound and picture go straight from one to the other; the server only introduces
            them.
          </p>
        </div>
        <section class="card index-place" aria-labelledby="call">
          <h2 id="call">Call somebody</h2>
          <p>
            Open a room, send its link, and call whoever opens it; its dashboard shows the quality of its calls, live, from
            another window or computer.
          </p>
          <RoomForm suggested={suggestRoomName(Math.random)} via={viaFromSearch(location.search)} dashboard />
        </section>
        <section class="card index-place" aria-labelledby="loopback">
          <h2 id="loopback">Try it alone</h2>
          <p>Two connections in one page call each other, with your own camera and no server between them.</p>
          <LinkButton href="/loopback/">Open the loopback page</LinkButton>
        </section>
        <section class="card index-place" aria-labelledby="negotiation">
          <h2 id="negotiation">See how it works</h2>
          <p>
            Two peers in one page ring, answer provisionally, accept and offer at once, with every state and every word of it
            shown.
          </p>
          <LinkButton href="/negotiation/">Open the negotiation page</LinkButton>
        </section>
      </main>
    </>
  )
}
