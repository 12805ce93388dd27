/** What is done to the encoded frames of a sender. */
export type Spoiling = 'none' | 'noise' | 'silence'

const workers = new WeakMap<RTCRtpSender, Worker>()

/** From now on the frames of this sender are spoiled; or not any more (webrtc-encoded-transform). */
export function spoil(sender: RTCRtpSender | undefined, how: Spoiling): void {
  if (sender === undefined) return
  const known = workers.get(sender)
  const worker = known ?? new Worker(new URL('./transform-worker.ts', import.meta.url), { type: 'module' })
  workers.set(sender, worker)
  if (known === undefined) sender.transform = new RTCRtpScriptTransform(worker)
  worker.postMessage(how, [])
}
