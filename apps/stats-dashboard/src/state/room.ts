import { signal, type ReadonlySignal } from '@preact/signals'

/** How this page stands to the room. */
export type Watching =
  | { readonly type: 'joining' }
  | { readonly type: 'here' }
  /** Signaling is lost; core is trying to get it back. */
  | { readonly type: 'away'; readonly since: number }
  /** It ended for good, or never began. */
  | { readonly type: 'over'; readonly reason: string }

const currentWatching = signal<Watching>({ type: 'joining' })
const currentMembers = signal<readonly string[]>([])

export const watching: ReadonlySignal<Watching> = currentWatching
/** Names of the members who are in the room; observers, as this page is one, are not among them. */
export const members: ReadonlySignal<readonly string[]> = currentMembers

export function say(state: Watching): void {
  currentWatching.value = state
}

export function tellMembers(names: readonly string[]): void {
  currentMembers.value = names
}

/** What joins rooms is loaded when it is needed. */
export async function watchRoom(room: string): Promise<void> {
  const { watch } = await import('./watch.ts')
  await watch(room)
}
