import { EarshotError } from '../errors.ts'

import { invalidConfiguration } from './configuration.ts'

/** @throws EarshotError `unsupported` where there is no WebRTC or the browser makes no more connections, else `invalid-configuration` */
export function newPeerConnection(configuration: RTCConfiguration): RTCPeerConnection {
  requireWebRtc()
  try {
    return new RTCPeerConnection(configuration)
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    if (ofConfiguration.has(name)) throw invalidConfiguration(`The browser refuses it with ${name}.`, cause)
    // Chromium (seen in 156) makes some 500, and counts closed ones until they are collected.
    throw new EarshotError(
      'unsupported',
      'This browser makes no more connections for now: end other calls, or reload the page.',
      { cause },
    )
  }
}

/** @throws EarshotError `unsupported` */
export function requireWebRtc(): void {
  if (hasWebRtc()) return
  throw new EarshotError(
    'unsupported',
    'There is no WebRTC here: calls are made in the page of a browser, not in Node or a worker.',
  )
}

/** webrtc-pc 4.4.1.3, set the configuration, and WebIDL for what has the wrong type. */
const ofConfiguration: ReadonlySet<string> = new Set(['TypeError', 'SyntaxError', 'InvalidAccessError', 'NotSupportedError'])

function hasWebRtc(): boolean {
  return typeof RTCPeerConnection !== 'undefined'
}

/** `null` where the browser could not be asked. */
let answered: Promise<boolean | null> | null = null

/**
 * Tells whether this browser has provisional answers: one that has not says so before it looks at anything else (webrtc-pc 4.4.1.6). It is asked once
 * in the life of a page, since that costs a connection.
 */
export async function supportsProvisionalAnswers(): Promise<boolean> {
  if (!hasWebRtc()) return false
  const provisional = await (answered ??= probe())
  if (provisional === null) answered = null
  return provisional ?? false
}

async function probe(): Promise<boolean | null> {
  let connection: RTCPeerConnection | null = null
  try {
    connection = new RTCPeerConnection()
    await connection.setRemoteDescription({ type: 'pranswer', sdp: '' })
    return true
  } catch (error) {
    if (connection === null) return null
    return !(error instanceof DOMException && error.name === 'NotSupportedError')
  } finally {
    connection?.close()
  }
}
