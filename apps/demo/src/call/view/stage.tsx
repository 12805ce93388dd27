import type { VNode } from 'preact'

import { Video } from '../../view/video.tsx'
import type { CallPage } from '../state/page.ts'
import { CallView } from './call-view.tsx'
import { ControlBar } from './control-bar.tsx'
import { StageMessage } from './stage-message.tsx'

/** The pictures, and what is to be said where there is none. */
export function Stage({ page }: { readonly page: CallPage }): VNode {
  const scene = page.scene.value
  const { media } = page.calling
  const label = scene.type === 'call' ? `Call with ${scene.live.call.peer.name}` : 'Call'
  return (
    <section class="stage is-dark" aria-label={label}>
      {scene.type === 'call' ? (
        <CallView key={scene.live.call.id} live={scene.live} speaker={page.devices.speaker.value} />
      ) : (
        <StageMessage scene={scene} page={page} />
      )}
      {media.camera.value === 'off' ? null : (
        <div class="self">
          <Video id="localvideo" class="is-mirrored" label="Your camera" track={media.cameraTrack.value} />
          <span class="tag">{media.camera.value === 'muted' ? 'you, camera off' : 'you'}</span>
        </div>
      )}
      <ControlBar page={page} />
    </section>
  )
}
