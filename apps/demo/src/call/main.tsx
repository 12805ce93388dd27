import 'webrtc-adapter'

import { render } from 'preact'

import { roomFromSearch } from '../lib/room-name.ts'
import { viaFromSearch } from '../lib/via.ts'
import { createCallPage } from './state/page.ts'
import { NoRoom } from './view/no-room.tsx'
import { Page } from './view/page.tsx'

const app = document.getElementById('app')
const chosen = roomFromSearch(location.search)
const via = viaFromSearch(location.search)
if (app !== null)
  render(chosen.type === 'room' ? <Page page={createCallPage(chosen.room, via)} /> : <NoRoom chosen={chosen} via={via} />, app)
