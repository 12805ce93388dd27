/**
 * The first thing that keeps browsers from taking this configuration (webrtc-pc 4.2.1 and 4.4.1.3), in a sentence that names the member and shows
 * neither an address nor a credential; `null` when there is none.
 *
 * @param answered whether a server answered it: then members that are all unknown are an error of its own, such as `{ error }`.
 */
export function configurationProblem(value: unknown, answered: boolean): string | null {
  if (!isRecord(value)) return 'It must be an RTCConfiguration, or a function that answers one.'
  const members = Object.keys(value)
  if (answered && members.length > 0 && !members.some((member) => known.includes(member))) {
    return 'The function answered an object without iceServers.'
  }
  for (const [member, words] of Object.entries(policies)) {
    if (value[member] !== undefined && !words.includes(value[member])) return `${member} must be ${words.join(' or ')}.`
  }
  const { iceCandidatePoolSize: size, certificates, iceServers = [] } = value
  if (size !== undefined && !(Number.isInteger(size) && Number(size) >= 0 && Number(size) <= 255)) {
    return 'iceCandidatePoolSize must be a whole number from 0 to 255.'
  }
  if (certificates !== undefined && !(Array.isArray(certificates) && certificates.every(isRecord))) {
    return 'certificates must be an array of RTCCertificate.'
  }
  if (!Array.isArray(iceServers)) return 'iceServers must be an array.'
  for (const [index, server] of iceServers.entries()) {
    const problem = serverProblem(server)
    if (problem !== null) return `iceServers[${index}]${problem}`
  }
  return null
}

const policies: Readonly<Record<string, readonly unknown[]>> = {
  iceTransportPolicy: ['all', 'relay'],
  bundlePolicy: ['balanced', 'max-compat', 'max-bundle'],
  rtcpMuxPolicy: ['require', 'negotiate'],
}

const known = [...Object.keys(policies), 'iceServers', 'iceCandidatePoolSize', 'certificates', 'peerIdentity']

/** RFC 7064 and 7065, as Chromium (156) and Firefox (153) take them. */
const serverUrl = /^(stun|turn)s?:(?:[\w.~%-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/i

function serverProblem(server: unknown): string | null {
  if (!isRecord(server)) return ' must be an object with urls.'
  const { urls, username, credential } = server
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls]
  if (list.length === 0) return '.urls must name a server.'
  for (const url of list) {
    const text = typeof url === 'string' ? url.trim() : ''
    if (!/^(stun|turn)s?:/i.test(text)) return '.urls must begin with stun:, stuns:, turn: or turns:.'
    const [, scheme, port = '1', query] = serverUrl.exec(text) ?? []
    const isTurn = scheme?.toLowerCase() === 'turn'
    if (scheme === undefined || Number(port) > 65_535 || (query !== undefined && !isTurn)) {
      return '.urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.'
    }
    if (isTurn && !(isText(username) && isText(credential))) {
      return ' must have a username and a credential, since it is a TURN server.'
    }
  }
  return null
}

function isText(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
