import type { SignalingTransport } from '@earshot/core/signaling'

/** One engine, made anew for each test. */
export interface SignalingSetup {
  /** A transport to this engine; each peer of a test asks for one. */
  transport(): SignalingTransport
  /** A transport of one peer's own, whose way to the engine can be broken. */
  breakable?(): Promise<BreakableTransport>
  /** Cuts every connection and, where there is a server, stops it. */
  interrupt(): Promise<void> | void
  /** Ends the interruption: the engine can be reached again, at the same place. */
  restore(): Promise<void> | void
  close(): Promise<void> | void
}

/** Its peer stays in the room for about two seconds without being heard. */
export interface BreakableTransport {
  readonly transport: SignalingTransport
  /** The connection ends, without a goodbye, and the next one works. */
  cut(): void
  /** The connection ends, without a goodbye, and none works until `unblock`. */
  block(): void
  unblock(): void
  close(): void
}

export type SetUp = () => Promise<SignalingSetup> | SignalingSetup

export interface ContractOptions {
  /** Why there is no way of one peer alone that could break: then nothing is tested about it. */
  readonly cannotBreak?: string
  /** Why the engine is too slow for the longest payloads in characters of several bytes: then they are not tested. */
  readonly slow?: string
}
