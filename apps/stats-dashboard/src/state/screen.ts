import { computed, type ReadonlySignal } from '@preact/signals'

import { address } from './address.ts'
import { calls, members, watching } from './watch.ts'

/** What the page shows. Numbers that arrived stay on the page, whatever happens to the room. */
export type Screen = 'choose-room' | 'joining' | 'over' | 'nobody' | 'no-call' | 'calls'

export const screen: ReadonlySignal<Screen> = computed(() => {
  if (address.type !== 'room') return 'choose-room'
  if (calls.value.size > 0) return 'calls'
  if (watching.value.type === 'joining') return 'joining'
  if (watching.value.type === 'over') return 'over'
  return members.value.length === 0 ? 'nobody' : 'no-call'
})
