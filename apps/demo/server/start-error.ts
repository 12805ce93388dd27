/** Why the server cannot start, in words for the person who started it: shown as it is, without a stack trace. */
export class StartError extends Error {
  readonly exitCode: 1 | 2

  /** `exitCode` 2 is for what was typed wrong, 1 for what the machine did not allow. */
  constructor(exitCode: 1 | 2, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
    this.exitCode = exitCode
  }
}

/** The code Node.js gives its system errors, as in `EADDRINUSE`. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
