import { computed, effect, type ReadonlySignal } from '@preact/signals'

import type { Via } from '../../lib/via.ts'
import { describeEnding } from '../lib/call-ending.ts'
import { createDeviceChoice, type DeviceChoice } from '../../state/devices.ts'
import { createCalling, type Calling } from './calling.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createIdentity, type Identity } from './identity.ts'
import { createScene, type Scene } from './scene.ts'
import { createSession, type Session } from './session.ts'

/** Everything the call page knows. The view reads it and renders. */
export interface CallPage {
  readonly identity: Identity
  readonly session: Session
  readonly calling: Calling
  readonly devices: DeviceChoice
  readonly recorder: Recorder
  readonly scene: ReadonlySignal<Scene>
  /** What a screen reader says when something changes. */
  readonly announcement: ReadonlySignal<string>
}

export function createCallPage(roomId: string, via: Via): CallPage {
  const identity = createIdentity()
  const session = createSession(roomId, via, identity.peerId, identity.name)
  const calling = createCalling(session.room)
  const devices = createDeviceChoice(calling.media)
  const recorder = createRecorder(calling.current)
  const scene = createScene(session, calling)

  effect(() => {
    const [first] = calling.incoming.value
    document.title = first === undefined ? `Room ${roomId} – Earshot` : `${first.peer.name} is calling – Earshot`
  })
  // The others are told at once that this page is gone, and a page that comes back from the browser's cache joins again.
  addEventListener('pagehide', () => void session.leave())
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void session.join()
  })
  void session.join()

  const announcement = computed(() => announce(scene.value, session, calling))
  return { identity, session, calling, devices, recorder, scene, announcement }
}

function announce(scene: Scene, session: Session, calling: Calling): string {
  const [first] = calling.incoming.value
  if (first !== undefined) return `${first.peer.name} is calling`
  const away = session.downSince.value === null ? '' : 'The signaling server is away. '
  return away + describeScene(scene, session)
}

function describeScene(scene: Scene, session: Session): string {
  switch (scene.type) {
    case 'joining':
      return `Joining room ${session.roomId}`
    case 'out':
      return 'Not in the room'
    case 'alone':
      return 'Nobody else is here yet'
    case 'idle':
      return `Here: ${scene.members.map(({ name }) => name).join(', ')}`
    case 'waiting-for-media':
      return 'Waiting for your camera and microphone'
    case 'ended':
      return describeEnding(scene.ending).title
    case 'call': {
      const { name } = scene.live.call.peer
      const { audio } = scene.live.remoteMuted.value
      const words = {
        ringing: 'Calling',
        connecting: 'Connecting to',
        connected: 'In a call with',
        reconnecting: 'Reconnecting to',
        ended: '',
      }
      return `${words[scene.live.state.value]} ${name}${audio ? ', whose microphone is off' : ''}`
    }
  }
}
