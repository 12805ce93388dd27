import { Duplex } from 'node:stream'

import { outbox } from './outbox.ts'

export interface Guards {
  /** Looks at what arrives, and says what is wrong with it. */
  readonly check: (chunk: Buffer) => string | null
  /** Monotonic milliseconds. */
  readonly now: () => number
  readonly onFault: (fault: string) => void
}

/**
 * The same connection, which ends when there is a fault in what arrives, or when the other side does not read. What is written counts as
 * written at once: aedes would wait for the slowest of all recipients before it goes on, also in other rooms.
 */
export class GuardedStream extends Duplex {
  readonly #inner: Duplex
  readonly #waiting: ReturnType<typeof outbox>
  readonly #onFault: (fault: string) => void

  constructor(inner: Duplex, { check, now, onFault }: Guards) {
    super()
    this.#inner = inner
    this.#waiting = outbox(now)
    this.#onFault = onFault
    inner.on('data', (chunk: Buffer) => {
      if (this.destroyed) return
      const fault = check(chunk)
      if (fault !== null) this.#dismiss(fault)
      else if (!this.push(chunk)) inner.pause()
    })
    inner.on('end', () => this.push(null))
    inner.on('error', () => this.destroy())
    inner.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#inner.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk)
    done()
  }

  /** MQTT packets are written in small pieces: together they are one WebSocket frame. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(pieces.map(({ chunk }) => chunk)))
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy()
    done(error)
  }

  #send(chunk: Buffer): void {
    if (this.destroyed) return
    const fault = this.#waiting.add(chunk.length)
    if (fault !== null) return this.#dismiss(fault)
    this.#inner.write(chunk, () => this.#waiting.written(1))
  }

  #dismiss(fault: string): void {
    this.#onFault(fault)
    this.destroy()
  }
}
