import { EarshotError } from '../errors.ts'

/** @throws EarshotError `unsupported` where this interface of browsers is not there, as in Node and in workers. */
export function requireBrowser(name: 'MediaStream' | 'AudioContext' | 'HTMLMediaElement' | 'HTMLVideoElement'): void {
  if (name in globalThis) return
  throw new EarshotError('unsupported', `There is no ${name} here: use it in the page of a browser, not in Node or a worker.`)
}
