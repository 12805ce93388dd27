import { connectLoopback, type Call } from '@earshot/core'
import {
  deriveSample,
  newRecording,
  newSampling,
  readReport,
  reportLine,
  takeSnapshot,
  withoutPrivate,
} from '@earshot/core/stats'

/** What a tick takes, in ms for all connections together: asking and looking at each entry once, and what we add to it. */
export interface TickCost {
  readonly entries: number
  readonly bare: readonly number[]
  /** With the snapshot and the sample. */
  readonly sampled: readonly number[]
  /** With the line of the recording for observers as well. */
  readonly recorded: readonly number[]
}

declare global {
  var tick: {
    open(calls: number): Promise<void>
    measure(rounds: number): Promise<TickCost>
  }
}

const connections: RTCPeerConnection[] = []

globalThis.tick = {
  async open(wanted) {
    const stream = syntheticStream()
    while (connections.length < wanted) {
      const calls = await connectLoopback({ stream, statsIntervalMs: 3_600_000 })
      await Promise.all(calls.map(connected))
      connections.push(calls[0].peerConnection)
    }
  },

  async measure(rounds) {
    const states = connections.map(() => ({ sampling: newSampling, writer: newRecording }))
    const costs = { bare: [] as number[], sampled: [] as number[], recorded: [] as number[] }
    let entries = 0
    // In turn, so that what else the machine does is borne by all three alike.
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of ['bare', 'sampled', 'recorded'] as const) {
        await passes(60) // getStats answers from a cache of 50 ms
        const start = performance.now()
        for (const [index, connection] of connections.entries()) {
          const answer = await connection.getStats()
          const state = states[index]
          if (kind === 'bare' || state === undefined) {
            entries = 0
            for (const entry of answer.values()) entries += Object.keys(Object(entry)).length > 0 ? 1 : 0
            continue
          }
          const report = readReport(answer.values())
          const [sampling] = deriveSample(state.sampling, takeSnapshot(report))
          state.sampling = sampling
          if (kind === 'recorded') [state.writer] = reportLine(state.writer, 'c', withoutPrivate(report))
        }
        costs[kind].push(performance.now() - start)
      }
    }
    return { entries, ...costs }
  },
}

function connected(call: Call): Promise<void> {
  return new Promise((resolve) => {
    const check = () => call.state === 'connected' && resolve()
    call.on('state', check)
    check()
  })
}

function passes(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function syntheticStream(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 })
  const context = canvas.getContext('2d')
  setInterval(() => context?.fillRect(Math.random() * 160, 0, 10, 90), 200)
  const sound = new AudioContext()
  const output = sound.createMediaStreamDestination()
  return new MediaStream([...canvas.captureStream(5).getTracks(), ...output.stream.getTracks()])
}
