import type { Call, RemoteTrack } from '@earshot/core'

/** Plays what a call receives, and counts the frames that were shown, by the media section's mid. */
export function playRemote(call: Call): ReadonlyMap<string, number> {
  const players = new Map<string, HTMLMediaElement>()
  const shown = new Map<string, number>()
  const stop = (mid: string): void => {
    const player = players.get(mid)
    players.delete(mid)
    if (player === undefined) return
    player.srcObject = null
    player.remove()
  }
  const play = ({ mid, track }: RemoteTrack): void => {
    stop(mid)
    const player = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
    players.set(mid, player)
    document.body.append(Object.assign(player, { srcObject: new MediaStream([track]), autoplay: true, muted: true }))
    if (player instanceof HTMLVideoElement) countFrames(player, () => shown.set(mid, (shown.get(mid) ?? 0) + 1))
  }
  for (const track of call.remoteTracks.values()) play(track)
  call.on('track', play)
  call.on('track-removed', ({ mid }) => stop(mid))
  call.on('state', (state) => {
    if (state === 'ended') for (const mid of [...players.keys()]) stop(mid)
  })
  return shown
}

function countFrames(video: HTMLVideoElement, onFrame: () => void): void {
  const next = (): void => {
    if (!video.isConnected) return
    onFrame()
    video.requestVideoFrameCallback(next)
  }
  video.requestVideoFrameCallback(next)
}
