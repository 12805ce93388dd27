import { isId } from '@earshot/core/signaling'

/** The room that a page's address names: none, one that cannot be, or one to join. */
export type Address =
  | { readonly type: 'none' }
  | { readonly type: 'invalid'; readonly room: string }
  | { readonly type: 'room'; readonly room: string }

export function addressOf(search: string): Address {
  const room = new URLSearchParams(search).get('room') ?? ''
  if (room === '') return { type: 'none' }
  const usable: boolean = isId(room)
  return usable ? { type: 'room', room } : { type: 'invalid', room: room.slice(0, 64) }
}
