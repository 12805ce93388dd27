import 'webrtc-adapter'

import { render } from 'preact'

import { createLoopback } from './state.ts'
import { LoopbackPage } from './view.tsx'

const app = document.getElementById('app')
if (app !== null) render(<LoopbackPage loopback={createLoopback()} />, app)
