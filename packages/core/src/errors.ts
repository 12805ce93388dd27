/** What went wrong, for code that wants to react to it. The message says it for a person, with what to do. */
export type EarshotErrorCode =
  | 'signaling-unreachable' // the transport could not be opened
  | 'signaling-refused' // the server said no: a bad id, no permission, a full room
  | 'replaced' // the same identity joined from somewhere else
  | 'invalid-configuration' // no connection can be made with this rtcConfiguration, or its function gave none
  | 'track-refused' // the browser would not send this track
  | 'negotiation-failed' // the browser refused a description
  | 'permission-denied'
  | 'device-not-found'
  | 'device-in-use'
  | 'over-constrained'
  | 'insecure-page'
  | 'capture-failed'
  | 'channel-closed' // a data channel was closed with this message unsent
  | 'unsupported' // this browser, or what runs here instead of one, cannot do it

interface EarshotErrorOptions extends ErrorOptions {
  readonly kind?: 'audio' | 'video' | undefined
}

/** Everything that happens to a call or a room and is not a programming mistake. Those throw `TypeError`. */
export class EarshotError extends Error {
  readonly code: EarshotErrorCode
  /** Of a camera or microphone that could not be opened: which of the two it is; `null` where that is not known, and for everything else. */
  readonly kind: 'audio' | 'video' | null

  constructor(code: EarshotErrorCode, message: string, options: EarshotErrorOptions = {}) {
    super(message, options)
    this.kind = options.kind ?? null
    this.name = 'EarshotError'
    this.code = code
  }
}
