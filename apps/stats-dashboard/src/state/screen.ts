import { computed, type ReadonlySignal } from '@preact/signals'

import { address } from './address.ts'
import { members, watching } from './room.ts'
import { sessions } from './sessions.ts'

/** What the page shows. Numbers that arrived stay on the page, whatever happens to the room. */
export type Screen = 'choose' | 'joining' | 'over' | 'nobody' | 'no-call' | 'sessions'

export const screen: ReadonlySignal<Screen> = computed(() => {
  if (sessions.value.size > 0) return 'sessions'
  if (address.type !== 'room') return 'choose'
  if (watching.value.type === 'joining') return 'joining'
  if (watching.value.type === 'over') return 'over'
  return members.value.length === 0 ? 'nobody' : 'no-call'
})
