import type { Epoch } from '@earshot/core/signaling'

import type { Place } from './access.ts'

interface Holder<Connection> {
  readonly connection: Connection
  readonly epoch: Epoch
  /** Epochs that a newer one has replaced. They do not come back, or two pages would replace each other for ever. */
  readonly replacedEpochs: readonly Epoch[]
}

export type TakeOutcome<Connection> =
  | { readonly taken: true; readonly previous: Connection | null }
  /** An older page's place belongs to a newer one. */
  | { readonly taken: false }

const maxReplacedEpochs = 16

/** Which connection holds which peer's place: one at a time, the newest, so that nobody reads along unnoticed. */
export class Places<Connection> {
  readonly #holdersByPlace = new Map<string, Holder<Connection>>()
  readonly #sizesByRoom = new Map<string, number>()

  take({ room, peerId, epoch }: Place, connection: Connection): TakeOutcome<Connection> {
    const key = keyOf(room, peerId)
    const previous = this.#holdersByPlace.get(key)
    if (previous?.replacedEpochs.includes(epoch)) return { taken: false }
    const replacedEpochs = previous === undefined ? [] : [...previous.replacedEpochs]
    if (previous !== undefined && previous.epoch !== epoch) replacedEpochs.push(previous.epoch)
    this.#holdersByPlace.set(key, { connection, epoch, replacedEpochs: replacedEpochs.slice(-maxReplacedEpochs) })
    if (previous === undefined) this.#sizesByRoom.set(room, this.size(room) + 1)
    return { taken: true, previous: previous?.connection ?? null }
  }

  /** `false` when another connection has taken the place meanwhile. */
  giveUp({ room, peerId }: Place, connection: Connection): boolean {
    const key = keyOf(room, peerId)
    if (this.#holdersByPlace.get(key)?.connection !== connection) return false
    this.#holdersByPlace.delete(key)
    const size = this.size(room) - 1
    if (size === 0) this.#sizesByRoom.delete(room)
    else this.#sizesByRoom.set(room, size)
    return true
  }

  has({ room, peerId }: Place): boolean {
    return this.#holdersByPlace.has(keyOf(room, peerId))
  }

  /** The number of users in each room that has any. */
  sizes(): ReadonlyMap<string, number> {
    return new Map(this.#sizesByRoom)
  }

  size(room: string): number {
    return this.#sizesByRoom.get(room) ?? 0
  }
}

/** Neither name has a slash. */
function keyOf(room: string, peerId: string): string {
  return `${room}/${peerId}`
}
