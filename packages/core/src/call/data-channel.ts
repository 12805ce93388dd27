import { Emitter, type Unsubscribe } from '../emitter.ts'

interface DataChannelEvents {
  open: []
  message: [data: string | ArrayBuffer]
  closed: []
}

/** Bytes that may wait in the browser before `send` makes the sender wait. */
const highWaterBytes = 1_048_576
const lowWaterBytes = 262_144
/** Bytes of messages that wait for a listener. */
const maxWaitingBytes = 16 * highWaterBytes

/** A data channel of the application, whose `send` waits while too much is on its way (webrtc-pc RTCDataChannel). */
export class DataChannel {
  /** The channel itself, for everything else. */
  readonly channel: RTCDataChannel
  readonly #events = new Emitter<DataChannelEvents>({
    open: null,
    message: { most: maxWaitingBytes, size: sizeOf },
    closed: null,
  })

  constructor(channel: RTCDataChannel) {
    this.channel = channel
    channel.binaryType = 'arraybuffer'
    channel.bufferedAmountLowThreshold = lowWaterBytes
    channel.addEventListener('open', () => this.#events.emit('open'))
    channel.addEventListener('close', () => this.#events.emit('closed'))
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' || data instanceof ArrayBuffer) this.#events.emit('message', data)
    })
  }

  get label(): string {
    return this.channel.label
  }

  on<Type extends keyof DataChannelEvents>(type: Type, listener: (...values: DataChannelEvents[Type]) => void): Unsubscribe {
    return this.#events.on(type, listener)
  }

  /**
   * Sends one message. Resolves when the next may follow: at once, or when what waits has shrunk to a quarter of a megabyte.
   * Rejects with an `InvalidStateError` when the channel is not open, or closes meanwhile.
   */
  async send(data: string | ArrayBuffer): Promise<void> {
    const { channel } = this
    if (typeof data === 'string') channel.send(data)
    else channel.send(data)
    if (channel.bufferedAmount > highWaterBytes) await this.#drained()
  }

  close(): void {
    this.channel.close()
  }

  #drained(): Promise<void> {
    const { channel } = this
    return new Promise((resolve, reject) => {
      const settle = () => {
        channel.removeEventListener('bufferedamountlow', settle)
        channel.removeEventListener('close', settle)
        if (channel.readyState === 'open') resolve()
        else reject(new DOMException('The data channel was closed with data on its way.', 'InvalidStateError'))
      }
      channel.addEventListener('bufferedamountlow', settle)
      channel.addEventListener('close', settle)
    })
  }
}

/** At least as much as an empty one takes. */
function sizeOf(data: string | ArrayBuffer): number {
  return 64 + (typeof data === 'string' ? 2 * data.length : data.byteLength)
}
