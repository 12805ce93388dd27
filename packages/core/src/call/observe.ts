import type { TimelineEvent } from './timeline.ts'

/** Tells what a connection goes through, as its own events report it. */
export function observe(connection: RTCPeerConnection, note: (event: TimelineEvent) => void): void {
  connection.addEventListener('signalingstatechange', () => note({ type: 'signaling', state: connection.signalingState }))
  connection.addEventListener('icegatheringstatechange', () =>
    note({ type: 'ice-gathering', state: connection.iceGatheringState }),
  )
  connection.addEventListener('iceconnectionstatechange', () => note({ type: 'ice', state: connection.iceConnectionState }))
  connection.addEventListener('connectionstatechange', () => note({ type: 'connection', state: connection.connectionState }))
  connection.addEventListener('icecandidateerror', ({ url, errorCode, errorText }) => {
    note({ type: 'candidate-error', url, errorCode, errorText })
  })
  const followed = new WeakSet<RTCDtlsTransport>()
  connection.addEventListener('signalingstatechange', () => {
    // All media sections share one transport (BUNDLE); it exists once a description is applied.
    for (const { transport } of [...connection.getSenders(), ...connection.getReceivers()]) {
      if (transport === null || followed.has(transport)) continue
      followed.add(transport)
      transport.addEventListener('statechange', () => note({ type: 'dtls', state: transport.state }))
    }
  })
}
