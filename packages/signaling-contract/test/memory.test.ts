import { memoryTransport } from '@earshot/core/signaling'
import { describeSignaling } from '@earshot/signaling-contract'

describeSignaling(
  'memory',
  () => {
    const memory = memoryTransport()
    return { transport: () => memory, interrupt: () => memory.interrupt(), restore: () => memory.restore(), close: () => {} }
  },
  { cannotBreak: 'in memory all are interrupted, or nobody' },
)
