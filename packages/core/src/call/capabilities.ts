/** Words in a presence that tell the other side what this one is like. */
const firefox = 'firefox'
const pranswer = 'pranswer'

/** @param provisional whether this browser takes and makes provisional answers. */
export function ownCapabilities(provisional: boolean): readonly string[] {
  const isFirefox = typeof navigator !== 'undefined' && 'mozGetUserMedia' in navigator
  return [...(isFirefox ? [firefox] : []), ...(provisional ? [pranswer] : [])]
}

/** Firefox (seen in 153) has no provisional answers. */
export function answersProvisionally(capabilities: readonly string[]): boolean {
  return capabilities.includes(pranswer)
}

/**
 * Which side restarts ICE; the other one asks it to. Between two browsers of a kind it is the polite one, the caller, because Firefox fails when a
 * restart of the impolite side meets an offer. Between Firefox and another one it is Firefox: after a restart that Chromium (seen in 156)
 * offers, Firefox (seen in 153) does not hear all of its media again.
 */
export function restartsIce(polite: boolean, own: readonly string[], peer: readonly string[]): boolean {
  const [here, there] = [own.includes(firefox), peer.includes(firefox)]
  return here === there ? polite : here
}
