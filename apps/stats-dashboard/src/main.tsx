import 'webrtc-adapter'

import '@earshot/ui/style.css'

import { render } from 'preact'

import { address } from './state/address.ts'
import { watch } from './state/watch.ts'
import { App } from './view/app.tsx'

const app = document.getElementById('app')
if (app !== null) render(<App />, app)
if (address.type === 'room') {
  const { room } = address
  document.title = `${room} – Earshot dashboard`
  void watch(room)
  // A page that comes back from the browser's cache had left the room.
  addEventListener('pageshow', (event) => {
    if (event.persisted) void watch(room)
  })
}
