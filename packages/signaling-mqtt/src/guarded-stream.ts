import { Duplex } from 'node:stream'

/** The same connection, of which nothing is read any more once `check` finds a fault in what arrives. */
export class GuardedStream extends Duplex {
  readonly #inner: Duplex

  constructor(inner: Duplex, check: (chunk: Buffer) => string | null, onFault: (fault: string) => void) {
    super()
    this.#inner = inner
    inner.on('data', (chunk: Buffer) => {
      if (this.destroyed) return
      const fault = check(chunk)
      if (fault !== null) {
        onFault(fault)
        this.destroy()
      } else if (!this.push(chunk)) {
        inner.pause()
      }
    })
    inner.on('end', () => this.push(null))
    inner.on('error', () => this.destroy())
    inner.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#inner.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, done)
  }

  /** MQTT packets are written in small pieces: together they are one WebSocket frame. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#inner.write(Buffer.concat(pieces.map(({ chunk }) => chunk)), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy()
    done(error)
  }
}
