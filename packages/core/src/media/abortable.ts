import { wrongArgument } from '../arguments.ts'

/** What a wait that can be given up takes. */
export interface Abortable {
  /** Gives up waiting: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** The same promise, but given up when the signal says so. */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const stopListening = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    promise.finally(stopListening).then(resolve, reject)
  })
}

/** @throws TypeError unless it is an AbortSignal, or none. */
export function requireSignal(signal: unknown): void {
  if (signal === undefined) return
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal))
    throw wrongArgument('signal', 'an AbortSignal', signal)
}
