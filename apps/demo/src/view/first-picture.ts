import { firstFrame, type Unsubscribe } from '@earshot/core'

/**
 * Tells when an element that plays nothing yet has shown its first picture. A page in the background shows none until somebody looks:
 * then nothing is told, as it would be the time until then.
 */
export function watchFirstPicture(video: HTMLVideoElement, onShown: (at: number) => void): Unsubscribe {
  const watching = new AbortController()
  const stop = (): void => watching.abort()
  const stopWhenHidden = (): void => {
    if (document.visibilityState === 'hidden') stop()
  }
  stopWhenHidden()
  document.addEventListener('visibilitychange', stopWhenHidden, { signal: watching.signal })
  firstFrame(video, { signal: watching.signal }).then(
    ({ at }) => {
      stop()
      onShown(at)
    },
    () => {}, // stopped
  )
  return stop
}
