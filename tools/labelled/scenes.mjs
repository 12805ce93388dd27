import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

import { openWay } from '../net/udp-proxy.mjs'

/**
 * One call between `hall` and `office`, in which something is wrong for a while, and what has to be found. Both are recorded.
 *
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} says what happens, for the table
 * @property {{ height: number; frameRate: number } | null} [camera] of hall; otherwise 360 lines, 20 a second, as of office. `null`: neither has one
 * @property {import('@earshot/core').CodecPreferences} [codecs] otherwise what the browser prefers
 * @property {'udp' | 'tcp' | 'none'} [relay] how the call gets through; otherwise over UDP, through a proxy for each end
 * @property {boolean} [spoils] what hall sends may be spoiled
 * @property {number} [seconds] for how long it is wrong; otherwise 30
 * @property {number} [recovers] seconds until all is well again; otherwise 40
 * @property {boolean} [fromTheStart] it is wrong before the call begins, and to its end
 * @property {(stage: import('./stage.mjs').Stage) => Promise<void> | void} [begin]
 * @property {(stage: import('./stage.mjs').Stage) => Promise<void> | void} [end]
 * @property {Readonly<Record<'hall' | 'office', readonly Expected[]>>} expect each raised once, and resolved once
 * @property {readonly import('@earshot/diagnostics').IssueType[]} [also] what may follow from it, on either side
 *
 * @typedef {object} Expected
 * @property {import('@earshot/diagnostics').IssueType} type
 * @property {import('@earshot/diagnostics').Side} side
 */

/** @type {Scene['expect']} */
const nothing = { hall: [], office: [] }

/**
 * What a line that is full or poor brings about at whoever looks and listens.
 *
 * @type {readonly import('@earshot/diagnostics').IssueType[]}
 */
const poorPicture = [
  'video-frozen',
  'video-choppy',
  'keyframe-storm',
  'low-resolution',
  'audio-concealment',
  'jitter-buffer-stress',
  'audio-time-stretch',
  'high-jitter',
  'av-desync',
  'rtx-heavy',
  'low-mos',
]

/** @type {readonly Scene[]} */
export const scenes = [
  { name: 'clean', says: 'nothing is wrong', expect: nothing },
  lossy('up', 0.05, 'loss-5-up', '5 % of what hall sends is lost'),
  lossy('up', 0.15, 'loss-15-up', '15 % of what hall sends is lost'),
  lossy('down', 0.05, 'loss-5-down', '5 % of what hall is sent is lost'),
  lossy('down', 0.15, 'loss-15-down', '15 % of what hall is sent is lost'),
  {
    name: 'delay',
    says: 'everything takes 250 ms longer, each way',
    begin: ({ ways }) => {
      for (const way of [ways.up, ways.down]) way.delayMs = 250
    },
    end: open,
    expect: { hall: [{ type: 'high-rtt', side: 'unknown' }], office: [{ type: 'high-rtt', side: 'unknown' }] },
    also: [...poorPicture, 'bandwidth-collapse'],
  },
  {
    name: 'jitter',
    says: 'what hall is sent comes up to 250 ms late, more and less every 20 ms, in a call without pictures',
    // With pictures the sender takes it for a queue, and sends next to nothing.
    camera: null,
    begin: ({ ways }) => void (ways.down.jitterMs = 250),
    end: open,
    expect: { hall: [{ type: 'high-jitter', side: 'downlink' }], office: [] },
    also: [...poorPicture, 'bandwidth-collapse'],
  },
  narrow('up', 300),
  narrow('up', 100),
  narrow('down', 300),
  narrow('down', 100),
  {
    name: 'blackout',
    says: 'nothing passes for 10 s',
    seconds: 10,
    begin: ({ relay }) => dark(relay, true),
    end: ({ relay }) => dark(relay, false),
    expect: { hall: [{ type: 'outage', side: 'unknown' }], office: [{ type: 'outage', side: 'unknown' }] },
    also: [
      ...poorPicture,
      'ice-disconnected',
      'path-flapping',
      'network-loss-uplink',
      'network-loss-downlink',
      'missing-track-media',
      'uplink-congestion',
      'downlink-congestion',
      'bandwidth-collapse',
      'high-rtt',
      'bufferbloat',
    ],
  },
  {
    name: 'blackout-long',
    says: 'nothing passes for 40 s',
    seconds: 40,
    begin: ({ relay }) => dark(relay, true),
    end: ({ relay }) => dark(relay, false),
    expect: {
      hall: [
        { type: 'outage', side: 'unknown' },
        { type: 'ice-disconnected', side: 'unknown' },
      ],
      office: [
        { type: 'outage', side: 'unknown' },
        { type: 'ice-disconnected', side: 'unknown' },
      ],
    },
    also: [
      ...poorPicture,
      'ice-failed',
      'slow-connect',
      'path-flapping',
      'network-loss-uplink',
      'network-loss-downlink',
      'uplink-congestion',
      'downlink-congestion',
      'bandwidth-collapse',
      'high-rtt',
      'bufferbloat',
      'turn-unreachable',
      'black-or-no-first-frame',
      'missing-track-media',
    ],
  },
  {
    name: 'muted',
    says: 'hall mutes its microphone',
    begin: act(({ act: on }) => on.mute(true)),
    end: act(({ act: on }) => on.mute(false)),
    expect: nothing,
  },
  {
    name: 'camera-off',
    says: 'hall turns its camera off',
    begin: act(({ act: on }) => on.cameraOff(true)),
    end: act(({ act: on }) => on.cameraOff(false)),
    expect: nothing,
  },
  {
    name: 'held',
    says: 'hall holds the call',
    begin: act(({ act: on }) => on.hold(true)),
    end: act(({ act: on }) => on.hold(false)),
    expect: nothing,
    // Chromium (seen in 156) takes the pause into its reckoning of when sound and picture belong together, and delays one or the other.
    also: ['av-desync', 'jitter-buffer-stress'],
  },
  {
    name: 'microphone-dead',
    says: "hall's microphone gives silence",
    begin: act(({ act: on }) => on.deadMicrophone(true)),
    end: act(({ act: on }) => on.deadMicrophone(false)),
    expect: { hall: [{ type: 'dead-mic', side: 'local' }], office: [] },
  },
  {
    name: 'microphone-loud',
    says: "hall's microphone is too loud",
    begin: act(({ act: on }) => on.loudMicrophone(true)),
    end: act(({ act: on }) => on.loudMicrophone(false)),
    expect: { hall: [{ type: 'mic-clipping', side: 'local' }], office: [] },
  },
  {
    name: 'camera-covered',
    says: "a hand is before hall's camera",
    begin: act(({ act: on }) => on.coverCamera(true)),
    end: act(({ act: on }) => on.coverCamera(false)),
    expect: nothing,
  },
  {
    name: 'camera-removed',
    says: "hall's camera is unplugged",
    begin: act(({ act: on }) => on.removeCamera(true)),
    end: act(({ act: on }) => on.removeCamera(false)),
    expect: {
      hall: [{ type: 'track-ended', side: 'local' }],
      office: [{ type: 'missing-track-media', side: 'remote' }],
    },
    also: ['video-frozen', 'encoder-dead', 'capture-bottleneck'],
  },
  {
    name: 'camera-slow',
    says: "hall's camera gives three pictures a second",
    begin: act(({ act: on }) => on.slowCamera(true)),
    end: act(({ act: on }) => on.slowCamera(false)),
    expect: { hall: [{ type: 'capture-bottleneck', side: 'local' }], office: [] },
    also: ['video-frozen'],
  },
  {
    name: 'screen',
    says: 'hall shares a screen on which one line changes a second',
    begin: act(({ act: on }) => on.shareScreen(true)),
    end: act(({ act: on }) => on.shareScreen(false)),
    expect: nothing,
  },
  {
    name: 'cpu',
    says: "hall's machine is too busy to encode its picture",
    camera: { height: 1_080, frameRate: 30 },
    codecs: { video: ['video/AV1'] },
    seconds: 40,
    begin: (stage) => {
      const script =
        'setTimeout(() => process.exit(), 60_000); for (;;) { const until = Date.now() + 50; while (Date.now() < until); }'
      stage.busy = Array.from({ length: 1 }, () =>
        spawn('taskset', ['-c', '0', process.execPath, '-e', script], { stdio: 'ignore' }),
      )
      stage.restrict('hall', '0')
    },
    end: ({ busy, restrict }) => {
      for (const child of busy) child.kill('SIGKILL')
      restrict('hall', `0-${availableParallelism() - 1}`)
    },
    expect: { hall: [{ type: 'encoder-overload', side: 'local' }], office: [] },
    also: [
      ...poorPicture,
      'cpu-limited-encoder',
      'decoder-overload',
      'capture-bottleneck',
      'playout-glitch',
      'uplink-congestion',
      'stats-gap',
      'downlink-congestion',
      'bandwidth-collapse',
      'high-rtt',
      'bufferbloat',
      'network-loss-uplink',
      'network-loss-downlink',
    ],
  },
  {
    name: 'picture-spoiled',
    spoils: true,
    says: "hall's picture makes no sense to a decoder",
    begin: act(({ act: on }) => on.corruptPicture(true)),
    end: act(({ act: on }) => on.corruptPicture(false)),
    expect: {
      hall: [{ type: 'keyframe-storm', side: 'remote' }],
      office: [{ type: 'decoder-stuck', side: 'local' }],
    },
    also: ['video-frozen', 'keyframe-storm', 'video-choppy'],
  },
  {
    name: 'sound-silenced',
    spoils: true,
    says: "hall's microphone works, and what arrives of it is silence",
    begin: act(({ act: on }) => on.silenceSound(true)),
    end: act(({ act: on }) => on.silenceSound(false)),
    expect: { hall: [], office: [{ type: 'silent-remote', side: 'downlink' }] },
  },
  {
    name: 'one-way',
    says: 'no media of hall passes, from the start',
    fromTheStart: true,
    begin: ({ ways }) => void (ways.up.without = 'media'),
    expect: {
      hall: [
        { type: 'one-way-media', side: 'uplink' },
        { type: 'one-way-media', side: 'uplink' },
      ],
      office: [
        { type: 'one-way-media', side: 'downlink' },
        { type: 'one-way-media', side: 'downlink' },
      ],
    },
    // What hall says of what it receives does not pass either.
    also: [...poorPicture, 'uplink-congestion', 'bandwidth-collapse'],
  },
  {
    name: 'no-encryption',
    says: 'no handshake passes, from the start',
    fromTheStart: true,
    seconds: 25,
    begin: ({ ways }) => void (ways.up.without = 'dtls'),
    expect: { hall: [{ type: 'dtls-failure', side: 'unknown' }], office: [{ type: 'dtls-failure', side: 'unknown' }] },
    also: ['slow-connect', 'ice-disconnected', 'ice-failed', 'outage', 'turn-unreachable'],
  },
  {
    name: 'slow-to-connect',
    says: 'nothing passes for the first 8 s',
    fromTheStart: true,
    seconds: 8,
    begin: ({ relay }) => dark(relay, true),
    end: ({ relay }) => dark(relay, false),
    expect: { hall: [{ type: 'slow-connect', side: 'unknown' }], office: [{ type: 'slow-connect', side: 'unknown' }] },
    also: ['turn-unreachable', 'ice-disconnected', 'ice-failed'],
  },
  {
    name: 'asleep',
    says: "hall's browser sleeps for 20 s",
    seconds: 20,
    begin: ({ sleep }) => sleep('hall', true),
    end: ({ sleep }) => sleep('hall', false),
    expect: { hall: [{ type: 'stats-gap', side: 'local' }], office: [{ type: 'outage', side: 'unknown' }] },
    also: [
      ...poorPicture,
      'ice-disconnected',
      'ice-failed',
      'missing-track-media',
      'network-loss-uplink',
      'network-loss-downlink',
      'outage',
      'uplink-congestion',
      'downlink-congestion',
      'bandwidth-collapse',
      'high-rtt',
      'bufferbloat',
      'signalling-down',
    ],
  },
  {
    name: 'server-away',
    says: 'the signaling server is away for 20 s',
    seconds: 20,
    begin: ({ signaling }) => signaling(false),
    end: ({ signaling }) => signaling(true),
    expect: { hall: [{ type: 'signalling-down', side: 'unknown' }], office: [{ type: 'signalling-down', side: 'unknown' }] },
  },
  { name: 'direct', says: 'nothing is wrong, and no relay is needed', relay: 'none', expect: nothing },
  {
    name: 'tcp',
    says: 'hall reaches its relay over TCP only',
    relay: 'tcp',
    fromTheStart: true,
    expect: { hall: [{ type: 'tcp-path', side: 'unknown' }], office: [] },
  },
]

/**
 * @param {'up' | 'down'} direction
 * @param {number} loss
 * @param {string} name
 * @param {string} says
 * @returns {Scene}
 */
function lossy(direction, loss, name, says) {
  const [sender, receiver] = direction === 'up' ? ['hall', 'office'] : ['office', 'hall']
  return {
    name,
    says,
    begin: ({ ways }) => void (ways[direction].loss = loss),
    end: open,
    expect: {
      ...nothing,
      [sender]: [{ type: 'network-loss-uplink', side: 'uplink' }],
      [receiver]: [{ type: 'network-loss-downlink', side: 'downlink' }],
    },
    also: [...poorPicture, 'bandwidth-collapse', 'network-loss-uplink', 'network-loss-downlink'],
  }
}

/**
 * @param {'up' | 'down'} direction
 * @param {number} kbps
 * @returns {Scene}
 */
function narrow(direction, kbps) {
  const [sender, receiver] = direction === 'up' ? ['hall', 'office'] : ['office', 'hall']
  return {
    name: `rate-${kbps}-${direction}`,
    recovers: 80,
    says: `${kbps} kbit/s of what hall ${direction === 'up' ? 'sends' : 'is sent'} pass`,
    begin: ({ ways }) => void (ways[direction].kbps = kbps),
    end: open,
    expect: {
      ...nothing,
      [sender]: [{ type: 'uplink-congestion', side: 'uplink' }],
      [receiver]: [{ type: 'downlink-congestion', side: 'downlink' }],
    },
    also: [
      ...poorPicture,
      'bandwidth-collapse',
      'bufferbloat',
      'high-rtt',
      'network-loss-uplink',
      'network-loss-downlink',
      'missing-track-media',
    ],
  }
}

/** @param {import('./stage.mjs').Stage} stage */
function open({ ways }) {
  for (const way of [ways.up, ways.down]) Object.assign(way, openWay)
}

/**
 * @param {import('../net/relay.mjs').Relay | null} relay
 * @param {boolean} on
 */
function dark(relay, on) {
  for (const proxy of relay?.proxies ?? []) proxy.dark = on
}

/**
 * @param {(peer: import('./page/peer.ts').RecordedPeer) => Promise<void> | void} does in the page of hall
 * @returns {(stage: import('./stage.mjs').Stage) => Promise<void>}
 */
function act(does) {
  return async ({ pages: [hall] }) => {
    // A function goes into a page as its text.
    await hall.evaluate(`(${does.toString()})(recorded)`)
  }
}
