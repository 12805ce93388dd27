import type { Kind } from '../operations.ts'

/** As many tracks as wanted, from one camera and one microphone. */
export interface Tracks {
  readonly first: MediaStream
  another(kind: Kind): MediaStreamTrack
}

/** Small and slow pictures: it is their number that is tested. */
export async function openTracks(): Promise<Tracks> {
  const first = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 120, frameRate: 10 } })
  // What is cloned must not be one that the call mutes or the test stops.
  const sources = new Map(first.getTracks().map((track) => [track.kind, track.clone()]))
  return {
    first,
    another(kind) {
      const source = sources.get(kind)
      if (source === undefined) throw new TypeError(`there is no ${kind} to clone`)
      return source.clone()
    },
  }
}
