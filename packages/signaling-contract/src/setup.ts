import type { SignalingTransport } from '@earshot/core/signaling'

/** One engine, made anew for each test. */
export interface SignalingSetup {
  /** A transport to this engine; each peer of a test asks for one. */
  transport(): SignalingTransport
  /** Cuts every connection and, where there is a server, stops it. */
  interrupt(): Promise<void> | void
  /** Ends the interruption: the engine can be reached again, at the same place. */
  restore(): Promise<void> | void
  close(): Promise<void> | void
}

export type SetUp = () => Promise<SignalingSetup> | SignalingSetup
