import '@earshot/ui/style.css'

import { render } from 'preact'

import { allowOwnWorkers } from './lib/trusted-types.ts'
import { address } from './state/address.ts'
import { listenToKeys } from './state/keys.ts'
import { speakAsBefore } from './state/language.ts'
import { watchRoom } from './state/room.ts'
import { selected } from './state/view.ts'
import { App } from './view/app.tsx'
import { saveAs } from './view/files/index.tsx'
import { toggleHelp } from './view/help/index.tsx'
import { markNow } from './view/timebar/index.tsx'

allowOwnWorkers()
await speakAsBefore()
const app = document.getElementById('app')
if (app !== null) render(<App />, app)
listenToKeys({
  mark: () => {
    if (selected.value !== null) markNow(selected.value)
  },
  open: () => document.querySelector<HTMLElement>('.open-file')?.click(),
  save: () => void saveAs('recording'),
  help: toggleHelp,
})
if (address.type === 'room') {
  const { room } = address
  document.title = `${room} – Earshot dashboard`
  void watchRoom(room)
  // A page that comes back from the browser's cache had left the room.
  addEventListener('pageshow', (event) => {
    if (event.persisted) void watchRoom(room)
  })
}
