import { describe } from 'vitest'

import { describeBroken } from './broken.ts'
import { describeDelivery } from './delivery.ts'
import { describeHostileInput } from './hostile-input.ts'
import { describeMembership } from './membership.ts'
import { describePresenceChanges } from './presence-changes.ts'
import { describeReconnect } from './reconnect.ts'
import type { ContractOptions, SetUp } from './setup.ts'

export { honestPair, type HonestPair } from './honest-pair.ts'
export type { BreakableTransport, ContractOptions, SetUp, SignalingSetup } from './setup.ts'
export { tcpPath, type TcpPath } from './tcp-path.ts'

/** Declares the tests that every signaling transport must pass. Call it at the top level of the transport's test file. */
export function describeSignaling(name: string, setUp: SetUp, options: ContractOptions = {}): void {
  describe(`signaling over ${name}`, () => {
    describeDelivery(setUp, options)
    describeMembership(setUp)
    describePresenceChanges(setUp, options)
    describeReconnect(setUp)
    describeBroken(setUp, options)
    describeHostileInput(setUp)
  })
}
