/** Words in a presence that tell the other side what this one is like. */
const firefox = 'firefox'

export function ownCapabilities(): readonly string[] {
  return typeof navigator !== 'undefined' && 'mozGetUserMedia' in navigator ? [firefox] : []
}

/**
 * Which side restarts ICE; the other one asks it to. Between two browsers of a kind it is the polite one, because Firefox fails when a
 * restart of the impolite side meets an offer. Between Firefox and another one it is Firefox: after a restart that Chromium (seen in 156)
 * offers, Firefox (seen in 153) does not hear all of its media again.
 */
export function restartsIce(polite: boolean, own: readonly string[], peer: readonly string[]): boolean {
  const [here, there] = [own.includes(firefox), peer.includes(firefox)]
  return here === there ? polite : here
}
