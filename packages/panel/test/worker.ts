import {
  canChooseSpeaker,
  captureMedia,
  connectLoopback,
  devices,
  EarshotError,
  joinRoom,
  localMedia,
  memoryTransport,
} from '@earshot/core'
import { definePanel } from '../src/index.ts'

/** The code of the EarshotError that this ends with. */
async function codeOf(use: () => unknown): Promise<string> {
  try {
    await use()
    return 'nothing'
  } catch (error) {
    return error instanceof EarshotError ? error.code : String(error)
  }
}

/** Every entry point but those for Node, by its file. */
const entries = import.meta.glob([
  '../../{core,diagnostics,panel}/src/index.ts',
  '../../core/src/{signaling,stats}/index.ts',
  '../../signaling-*/src/client.ts',
])

async function importAll(): Promise<readonly string[]> {
  const outcomes = Object.entries(entries).map(async ([file, load]) => {
    const outcome = await codeOf(load)
    return outcome === 'nothing' ? file : `${file}: ${outcome}`
  })
  return Promise.all(outcomes)
}

const signaling = memoryTransport()
const bob = await joinRoom({ signaling, room: 'tea', peerId: 'bob' })
const ada = await joinRoom({ signaling, room: 'tea', peerId: 'ada' })
postMessage({
  imported: await importAll(),
  canChooseSpeaker: canChooseSpeaker(),
  devices: (await devices()).list,
  captureMedia: await codeOf(() => captureMedia()),
  localMedia: await codeOf(() => localMedia()),
  connectLoopback: await codeOf(() => connectLoopback()),
  definePanel: await codeOf(() => definePanel()),
  call: await codeOf(() => ada.call('bob')),
  peers: [...ada.peers.keys()],
})
await Promise.all([ada.leave(), bob.leave()])
