import { describe } from 'vitest'

import { describeDelivery } from './delivery.ts'
import { describeMembership } from './membership.ts'
import { describeReconnect } from './reconnect.ts'
import type { SetUp } from './setup.ts'

export type { SetUp, SignalingSetup } from './setup.ts'

/** Declares the tests that every signaling transport must pass. Call it at the top level of the transport's test file. */
export function describeSignaling(name: string, setUp: SetUp): void {
  describe(`signaling over ${name}`, () => {
    describeDelivery(setUp)
    describeMembership(setUp)
    describeReconnect(setUp)
  })
}
