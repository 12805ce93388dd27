import { WebSocket } from 'ws'

/** A WebSocket that speaks to the server without a client library, and so can say anything. */
export interface RawClient {
  /** Every text frame that has arrived. */
  readonly frames: readonly string[]
  /** The code with which the connection ended; 0 while it is open. */
  readonly closeCode: number
  send(frame: string | Uint8Array): void
  /** A Socket.IO event; `acknowledgement` numbers it, when an answer is wanted. */
  emit(event: unknown, ...values: readonly unknown[]): void
  request(acknowledgement: number, event: string, ...values: readonly unknown[]): void
  close(): void
}

export function rawClient(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers })
    const frames: string[] = []
    let closeCode = 0
    const send = (frame: string | Uint8Array): void => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    }
    const client: RawClient = {
      frames,
      get closeCode() {
        return closeCode
      },
      send,
      emit: (event, ...values) => send(`42${JSON.stringify([event, ...values])}`),
      request: (acknowledgement, event, ...values) => send(`42${acknowledgement}${JSON.stringify([event, ...values])}`),
      close: () => socket.terminate(),
    }
    socket.on('error', reject)
    socket.on('close', (code) => {
      closeCode = code
    })
    socket.on('message', (data, isBinary) => {
      const frame = isBinary || !Buffer.isBuffer(data) ? 'binary' : data.toString()
      frames.push(frame)
      if (frame === '2') send('3') // engine.io's ping
      if (frame.startsWith('0')) send('40')
      if (frame.startsWith('40')) resolve(client)
    })
  })
}
