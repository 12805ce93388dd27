import { describe, expect, test } from 'vitest'

import { readUpdate } from '../../src/import/webrtc-internals-update.ts'

function eventOf(type: string, value: string) {
  return readUpdate(JSON.stringify({ type, value, timestamp: 1 }))?.event
}

const candidate = 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host generation 0 ufrag abcd network-id 1'

describe('a line of the log says the same in the words of every era', () => {
  test.each([
    ['iceconnectionstatechange', 'connected', { type: 'ice', state: 'connected' }],
    ['oniceconnectionstatechange', '"connected"', { type: 'ice', state: 'connected' }],
    ['iceConnectionStateChange', 'ICEConnectionStateConnected', { type: 'ice', state: 'connected' }],
    ['signalingStateChange', 'SignalingStateHaveLocalOffer', { type: 'signaling', state: 'have-local-offer' }],
    ['signalingStateChange', 'SignalingStateHaveLocalPrAnswer', { type: 'signaling', state: 'have-local-pranswer' }],
    ['iceGatheringStateChange', 'ICEGatheringStateComplete', { type: 'ice-gathering', state: 'complete' }],
    ['connectionstatechange', 'failed', { type: 'connection', state: 'failed' }],
    ['onIceCandidate', `sdpMid: 0, sdpMLineIndex: 0, candidate: ${candidate}`, { type: 'candidate', sent: true, candidate }],
    [
      'icecandidate',
      `sdpMid: 0, sdpMLineIndex: 0, candidate: ${candidate}, url: turn:turn.example?transport=udp, relayProtocol: udp`,
      { type: 'candidate', sent: true, candidate },
    ],
    ['addIceCandidate', JSON.stringify({ sdpMid: '0', candidate }), { type: 'candidate', sent: false, candidate }],
    ['addIceCandidate', 'sdpMid: 0, sdpMLineIndex: 0, candidate: ', { type: 'candidate', sent: false, candidate: '' }],
    [
      'icecandidateerror',
      'url: stun:stun.example\naddress: 192.0.2.x\nport: 1\nhost_candidate: 192.0.2.x:1\nerror_text: Timed out: no answer.\nerror_code: 701',
      { type: 'candidate-error', url: 'stun:stun.example', errorCode: 701, errorText: 'Timed out: no answer.' },
    ],
    [
      'onicecandidateerror',
      JSON.stringify({ url: 'stun:stun.example', error_text: 'Timed out.', error_code: 701 }),
      { type: 'candidate-error', url: 'stun:stun.example', errorCode: 701, errorText: 'Timed out.' },
    ],
    ['setRemoteDescription', 'type: answer, sdp: v=0\r\n', description(false, 'answer')],
    ['setRemoteDescription', '{"type":"answer","sdp":"v=0\\r\\n"}', description(false, 'answer')],
    ['setLocalDescriptionOnSuccess', '{"type":"offer","sdp":"v=0\\r\\n"}', description(true, 'offer')],
    ['setLocalDescriptionOnSuccess', '', { type: 'other', name: 'setLocalDescriptionOnSuccess', value: '' }],
    ['setLocalDescription', '', { type: 'other', name: 'setLocalDescription', value: '' }],
    ['onnegotiationneeded', '', { type: 'other', name: 'negotiationneeded', value: '' }],
    ['onRenegotiationNeeded', '', { type: 'other', name: 'negotiationneeded', value: '' }],
    ['stop', '', { type: 'closed' }],
    [
      'transceiverAdded',
      'Caused by: addTrack\n\n{',
      { type: 'other', name: 'transceiverAdded', value: 'Caused by: addTrack\n\n{' },
    ],
  ])('%s %s', (type, value, expected) => {
    expect(eventOf(type, value)).toEqual(expected)
  })

  test.each(['', 'null', '[]', '{"type":1}', '{"value":"stable"}'])('what is no line is none: %s', (text) => {
    expect(readUpdate(text)).toBeNull()
  })
})

function description(sent: boolean, kind: string) {
  return { type: 'description', sent, kind, negotiation: null, sdp: 'v=0\r\n' }
}
