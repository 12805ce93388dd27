import { expect, test } from 'vitest'

import { configurationProblem } from '../../src/call/configuration-problem.ts'

const account = { username: 'ada', credential: 'secret' }
const servers = (...iceServers: readonly unknown[]): unknown => ({ iceServers })

/** Whether this browser makes a connection with it. */
function isTaken(configuration: unknown): boolean {
  try {
    new RTCPeerConnection(configuration as RTCConfiguration).close()
    return true
  } catch {
    return false
  }
}

test.each<[configuration: unknown, problem: string]>([
  [7, 'It must be an RTCConfiguration, or a function that answers one.'],
  [servers({ urls: 'turn:b' }), 'iceServers[0] must have a username and a credential, since it is a TURN server.'],
  [
    servers({ urls: 'stun:a' }, { urls: 'turn:b', username: 'ada' }),
    'iceServers[1] must have a username and a credential, since it is a TURN server.',
  ],
  [
    servers({ urls: 'turns:b', username: 'ada', credential: '' }),
    'iceServers[0] must have a username and a credential, since it is a TURN server.',
  ],
  [servers({ urls: ['stun:a', 'turn:b'] }), 'iceServers[0] must have a username and a credential, since it is a TURN server.'],
  [{ iceServers: {} }, 'iceServers must be an array.'],
  [{ iceServers: null }, 'iceServers must be an array.'],
  [servers('stun:a'), 'iceServers[0] must be an object with urls.'],
  [servers(null), 'iceServers[0] must be an object with urls.'],
  [servers({ urls: [] }), 'iceServers[0].urls must name a server.'],
  [servers({}), 'iceServers[0].urls must begin with stun:, stuns:, turn: or turns:.'],
  [servers({ urls: '' }), 'iceServers[0].urls must begin with stun:, stuns:, turn: or turns:.'],
  [servers({ urls: 'https://a.example/turn?secret' }), 'iceServers[0].urls must begin with stun:, stuns:, turn: or turns:.'],
  [
    servers({ urls: 'stun://a' }),
    'iceServers[0].urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.',
  ],
  [
    servers({ urls: 'stun:a?transport=udp' }),
    'iceServers[0].urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.',
  ],
  [
    servers({ urls: 'stun:a:99999' }),
    'iceServers[0].urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.',
  ],
  [
    servers({ ...account, urls: 'turn:a?transport=tls' }),
    'iceServers[0].urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.',
  ],
  [
    servers({ ...account, urls: 'turn:ada@a' }),
    'iceServers[0].urls must be like stun:host:port or turn:host:port?transport=tcp, without slashes.',
  ],
  [{ iceTransportPolicy: 'relays' }, 'iceTransportPolicy must be all or relay.'],
  [{ bundlePolicy: 'max' }, 'bundlePolicy must be balanced or max-compat or max-bundle.'],
  [{ iceCandidatePoolSize: 300 }, 'iceCandidatePoolSize must be a whole number from 0 to 255.'],
  [{ certificates: {} }, 'certificates must be an array of RTCCertificate.'],
])('%j is a problem here, as it is for the browser', (configuration, problem) => {
  expect(configurationProblem(configuration, false)).toBe(problem)
  expect(isTaken(configuration)).toBe(false)
})

test.each<[configuration: unknown]>([
  [{}],
  [{ iceServers: [] }],
  [{ iceServers: undefined, iceTransportPolicy: undefined }],
  [servers({ urls: 'stun:a.example' }, { urls: 'STUNS:192.0.2.1:443' }, { urls: ['stun:[2001:db8::1]:3478', ' stun:a'] })],
  [servers({ ...account, urls: ['turn:a', 'turns:a.example:443?transport=tcp', 'TURN:a?transport=udp'] })],
  [servers({ urls: 'turn:a', username: 5, credential: 7 })],
  [
    {
      iceTransportPolicy: 'relay',
      bundlePolicy: 'balanced',
      rtcpMuxPolicy: 'require',
      iceCandidatePoolSize: 4,
      certificates: [],
    },
  ],
  [{ sdpSemantics: 'unified-plan' }],
])('%j is no problem here, nor for the browser', (configuration) => {
  expect(configurationProblem(configuration, false)).toBeNull()
  expect(isTaken(configuration)).toBe(true)
})
