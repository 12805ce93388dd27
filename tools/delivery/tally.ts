/** What became of messages that were numbered from 0. */
export interface Tally {
  readonly sent: number
  readonly lost: number
  readonly duplicated: number
  readonly reordered: number
}

/** Counts at the receiver. */
export class Counter {
  #sent = 0
  #duplicated = 0
  #reordered = 0
  #highest = -1
  readonly #arrived = new Set<number>()

  /** The number of the next message. */
  next(): number {
    this.#sent += 1
    return this.#sent - 1
  }

  arrived(number: number): void {
    if (this.#arrived.has(number)) this.#duplicated += 1
    else if (number < this.#highest) this.#reordered += 1
    this.#arrived.add(number)
    this.#highest = Math.max(this.#highest, number)
  }

  get complete(): boolean {
    return this.#arrived.size === this.#sent
  }

  get tally(): Tally {
    return {
      sent: this.#sent,
      lost: this.#sent - this.#arrived.size,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
    }
  }
}

export function total(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally): number => tallies.reduce((all, tally) => all + tally[key], 0)
  return { sent: sum('sent'), lost: sum('lost'), duplicated: sum('duplicated'), reordered: sum('reordered') }
}
