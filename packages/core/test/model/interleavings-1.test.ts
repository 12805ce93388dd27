import { test } from 'vitest'

import { expectNoFault } from './many.ts'

test(
  'whatever gets lost, repeated, reordered, cut, restarted or reloaded, both come to rest with all tracks: odd seeds (N1, F2, F3, F5, F6)',
  { timeout: 1_800_000 },
  () => {
    expectNoFault(1, 2)
  },
)
