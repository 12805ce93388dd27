import type { Clock } from '../clock.ts'
import {
  isInDoubt,
  newRecovery,
  recover,
  type Recovery,
  type RecoveryCommand,
  type RecoveryEvent,
} from '../negotiation/recover.ts'

export interface PathActions {
  readonly restartIce: (relayOnly: boolean) => void
  readonly rebuild: () => void
  readonly giveUp: () => void
}

/** Runs the recovery machine of one call. */
export class PathKeeper {
  readonly #clock: Clock
  readonly #actions: PathActions
  #state: Recovery = newRecovery
  #stopTimer: () => void = () => undefined
  #closed = false

  constructor(clock: Clock, actions: PathActions) {
    this.#clock = clock
    this.#actions = actions
  }

  /** Whether messages had better take another way than this path as well. */
  get inDoubt(): boolean {
    return isInDoubt(this.#state, this.#clock.now())
  }

  note(type: RecoveryEvent['type']): void {
    if (this.#closed) return
    const [state, commands] = recover(this.#state, { type, now: this.#clock.now() })
    this.#state = state
    for (const command of commands) this.#run(command)
  }

  follow(state: RTCPeerConnectionState): void {
    if (state === 'connected' || state === 'disconnected' || state === 'failed') this.note(state)
  }

  close(): void {
    this.#closed = true
    this.#stopTimer()
  }

  #run(command: RecoveryCommand): void {
    switch (command.type) {
      case 'restart-ice':
        return this.#actions.restartIce(command.relayOnly)
      case 'rebuild':
        return this.#actions.rebuild()
      case 'give-up':
        return this.#actions.giveUp()
      case 'start-timer':
        this.#stopTimer()
        this.#stopTimer = this.#clock.after(command.delayMs, () => this.note('due'))
        return
      case 'stop-timer':
        return this.#stopTimer()
    }
  }
}
