import { signal, type ReadonlySignal } from '@preact/signals'

/** A moment that somebody marked on this page. */
export interface Mark {
  readonly time: number
  readonly text: string
}

const current = signal<ReadonlyMap<string, readonly Mark[]>>(new Map())

/** By key of the session. */
export const marks: ReadonlySignal<ReadonlyMap<string, readonly Mark[]>> = current

export function addMark(session: string, mark: Mark): void {
  current.value = new Map(current.value).set(session, [...(current.value.get(session) ?? []), mark])
}
