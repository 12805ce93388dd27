import { expect, test } from 'vitest'

test('in a worker every entry point is imported, and what needs a page says so', async () => {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module' })
  const told = await new Promise<unknown>((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', ({ message }) => reject(new Error(message)))
  })
  worker.terminate()
  expect(told).toEqual({
    imported: [
      ...['../../core/src/index.ts', '../../core/src/signaling/index.ts', '../../core/src/stats/index.ts'],
      ...['../../diagnostics/src/index.ts', '../src/index.ts'],
      ...['../../signaling-mqtt/src/client.ts', '../../signaling-socketio/src/client.ts'],
    ],
    canChooseSpeaker: false,
    devices: { cameras: [], microphones: [], speakers: [] },
    ...{ captureMedia: 'unsupported', localMedia: 'unsupported', connectLoopback: 'unsupported', definePanel: 'unsupported' },
    ...{ call: 'unsupported', peers: ['bob'] },
  })
})
