import { Button } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import type { DeviceState } from '../../state/local-media.ts'
import { Icon } from '../../view/icons.tsx'
import type { Calling } from '../state/calling.ts'
import type { CallPage } from '../state/page.ts'
import { canShareScreen } from '../state/screen-share.ts'

/** The buttons on the stage. */
export function ControlBar({ page: { scene, calling } }: { readonly page: CallPage }): VNode | null {
  const { type } = scene.value
  const { media } = calling
  if (type === 'joining' || type === 'out' || (type === 'waiting-for-media' && media.asking.value === null)) return null
  if (type === 'waiting-for-media') {
    return (
      <div class="bar">
        <Button onClick={() => calling.cancel()}>Cancel</Button>
      </div>
    )
  }
  return (
    <div class="bar">
      {type === 'call' || media.microphone.value !== 'off' ? <MicrophoneButton calling={calling} /> : null}
      <CameraButton calling={calling} />
      {type === 'call' && canShareScreen ? <ScreenButton calling={calling} /> : null}
      {type === 'call' ? <HangUpButton calling={calling} /> : null}
    </div>
  )
}

function MicrophoneButton({ calling }: { readonly calling: Calling }): VNode {
  const state = calling.media.microphone.value
  const words: Readonly<Record<DeviceState, string>> = { on: 'Mute', muted: 'Unmute', off: 'Microphone on' }
  return (
    <Button onClick={() => calling.toggle('audio')} disabled={calling.media.asking.value !== null}>
      <Icon name={state === 'on' ? 'microphone' : 'microphone-off'} />
      {words[state]}
    </Button>
  )
}

function CameraButton({ calling }: { readonly calling: Calling }): VNode {
  const state = calling.media.camera.value
  return (
    <Button onClick={() => calling.toggle('video')} disabled={calling.media.asking.value !== null}>
      <Icon name={state === 'on' ? 'camera' : 'camera-off'} />
      {state === 'on' ? 'Camera off' : 'Camera on'}
    </Button>
  )
}

function ScreenButton({ calling }: { readonly calling: Calling }): VNode {
  const shared = calling.screen.value !== null
  return (
    <Button onClick={() => calling.toggleScreen()} disabled={calling.current.value?.state.value !== 'connected'}>
      <Icon name={shared ? 'screen-off' : 'screen'} />
      {shared ? 'Stop sharing' : 'Share screen'}
    </Button>
  )
}

function HangUpButton({ calling }: { readonly calling: Calling }): VNode {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // The button that began the call is gone: whoever uses the keyboard goes on from here.
    if (document.activeElement === document.body) bar.current?.querySelector('button')?.focus()
  }, [])
  return (
    <span ref={bar}>
      <Button tone="danger" onClick={() => calling.hangUp()}>
        <Icon name="hang-up" />
        Hang up
      </Button>
    </span>
  )
}
