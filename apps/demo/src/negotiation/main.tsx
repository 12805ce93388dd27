import 'webrtc-adapter'

import { render } from 'preact'

import { createNegotiation } from './state/negotiation.ts'
import { NegotiationPage } from './view/page.tsx'

const app = document.getElementById('app')
if (app !== null) render(<NegotiationPage negotiation={createNegotiation()} />, app)
