import type { Catalogue, Message } from './catalogue.ts'

const weakLine = ['a weak Wi-Fi signal', 'other devices on the same line']
const nearer = ['Move closer to the Wi-Fi router, or use a cable.', 'Stop other downloads and uploads.']
const busy = ['other programs', 'too little power']

export const english: Catalogue = {
  issues: {
    'slow-connect': say(
      'slow to connect',
      'The connection takes long to set up.',
      ['a firewall', 'a slow TURN server'],
      ['Allow UDP in the firewall.'],
    ),
    'turn-unreachable': say(
      'relay out of reach',
      'The relay for difficult networks cannot be used.',
      ['wrong or expired credentials', 'a firewall'],
      ['Check the address and credentials of the TURN server.'],
    ),
    'stale-credentials': say(
      'relay credentials old',
      'TURN credentials could not be refreshed.',
      ['the server that gives credentials is away', 'a session that has expired'],
      ['Check the server that gives TURN credentials.'],
    ),
    'ice-disconnected': say(
      'interrupted',
      'The connection is interrupted.',
      ['a change of network'],
      ['Wait: it is being restored.'],
    ),
    'never-connected': say(
      'never came up',
      'The connection never came up.',
      ['a firewall', 'no TURN server that can be reached'],
      ['Check the network and the TURN server.', 'Call again.'],
    ),
    'ice-failed': say(
      'connection lost',
      'The connection is lost.',
      ['no network', 'a firewall'],
      ['Check the network.', 'Call again.'],
    ),
    'dtls-failure': say(
      'encryption failed',
      'The encrypted connection could not be set up.',
      ['a firewall', 'a wrong clock'],
      ['Check the date and time.', 'Call again.'],
    ),
    outage: say(
      'nothing arrives',
      'Nothing arrives from {them}.',
      ['no network on either side'],
      ['Wait: it is being restored.', 'Check the network.'],
    ),
    'relay-in-use': say('through a relay', 'The call goes through a relay.', ['a network that blocks direct calls'], []),
    'tcp-path': say(
      'over TCP',
      'The call goes over TCP, where every lost packet becomes a delay.',
      ['a firewall that blocks UDP'],
      ['Allow UDP in the firewall.'],
    ),
    'path-flapping': say(
      'path keeps changing',
      'The connection keeps changing its way.',
      ['switching between Wi-Fi and mobile data'],
      ['Stay on one network.'],
    ),
    'signalling-down': say(
      'server away',
      'The signaling server cannot be reached; the call itself goes on.',
      ['the server is being restarted'],
      [],
    ),
    'stats-gap': say(
      'no numbers',
      'Nothing was measured for a while.',
      ['the machine slept', 'the page was in the background'],
      [],
    ),
    'network-loss-downlink': say(
      'loss on the way in',
      'Part of what {they} sends gets lost on the way to {you}.',
      weakLine,
      nearer,
      { remote: { explanation: 'Part of what {they} sends gets lost on {their} line.', actions: [] } },
    ),
    'network-loss-uplink': say(
      'loss on the way out',
      'Part of {your} picture and sound gets lost on the way.',
      weakLine,
      nearer,
      {
        remote: { explanation: 'Part of {your} picture and sound gets lost on {their} line.', actions: [] },
      },
    ),
    'high-rtt': say(
      'long delay',
      'The way between you takes long, so people talk over each other.',
      ['a distant relay', 'a VPN'],
      ['Turn the VPN off.'],
    ),
    bufferbloat: say(
      'full queue',
      '{Your} upload is so full that everything waits in a queue.',
      ['an upload or a backup'],
      ['Pause uploads and backups.'],
    ),
    'high-jitter': say('uneven arrival', 'What arrives from {them} comes unevenly.', weakLine, nearer),
    'uplink-congestion': say(
      'upload congested',
      '{Your} upload is congested.',
      ['an upload or a backup', 'a slow line'],
      ['Pause uploads and backups.', 'Send a smaller picture.'],
      {
        remote: {
          name: 'their download congested',
          explanation: '{Their} download is congested.',
          actions: ['Send a smaller picture.'],
        },
      },
    ),
    'downlink-congestion': say(
      'download congested',
      'What {they} sends is held up on its way: {your} download or {their} upload is congested.',
      ['a download or a film', 'a slow line'],
      ['Pause downloads.', 'Ask for a smaller picture.'],
      {
        remote: {
          name: 'their upload congested',
          explanation: '{Their} upload is congested.',
          actions: ['Ask for a smaller picture.'],
        },
      },
    ),
    'bandwidth-collapse': say('upload much slower', '{Your} upload has become much slower.', weakLine, nearer),
    'rtx-heavy': say('sent again', 'Much of what is sent has to be sent again.', weakLine, nearer),
    'one-way-media': say(
      'one way only',
      'Nothing of what {they} sends ever arrived.',
      ['a firewall', 'a fault of the network between you'],
      ['Call again.', 'Try another network.'],
      { uplink: { explanation: 'Nothing of what is sent to {them} ever arrived there.' } },
    ),
    'missing-track-media': say(
      'nothing sent',
      'One track of {their} sound or picture has stopped.',
      ['a camera or microphone that is gone or in use elsewhere'],
      ['Ask them to choose another device.'],
      {
        downlink: {
          name: 'track missing',
          explanation: 'One track of what {they} sends never arrived.',
          causes: ['a fault of the browser at either end'],
          actions: ['Ask them to turn it off and on.'],
        },
        uplink: {
          name: 'track missing',
          explanation: 'One track of what is sent to {them} never arrived there.',
          causes: ['a fault of the browser at either end'],
          actions: ['Turn it off and on.'],
        },
        local: {
          explanation: '{Your} microphone is on, but nothing of it is sent.',
          actions: ['Turn the microphone off and on.'],
          causes: ['a fault of the browser'],
        },
      },
    ),
    'track-ended': say(
      'device gone',
      '{Your} camera or microphone is gone.',
      ['it was unplugged', 'another program took it', 'permission was withdrawn'],
      ['Plug it in again, or choose another one.'],
    ),
    'cpu-limited-encoder': say('computer too busy', '{Your} computer is too busy to send the full picture.', busy, [
      'Close other programs.',
      'Send a smaller picture.',
    ]),
    'encoder-overload': say('encoder too slow', '{Your} computer cannot encode the picture in time.', busy, [
      'Close other programs.',
      'Send a smaller picture.',
    ]),
    'capture-bottleneck': say(
      'camera slow',
      '{Your} camera gives few pictures.',
      ['a dark room', 'another program that uses it'],
      ['Turn on a light.'],
    ),
    'encoder-dead': say(
      'no picture sent',
      '{Your} camera works, but no picture is sent.',
      ['a fault of the encoder'],
      ['Turn the camera off and on.'],
    ),
    'low-resolution': say(
      'small picture',
      '{Your} picture is sent much smaller than the camera gives it.',
      ['a slow line', 'a busy computer'],
      [],
    ),
    'keyframe-storm': say('picture asked anew', 'The picture is asked for anew again and again.', ['loss on the way'], []),
    'black-or-no-first-frame': say(
      'no picture yet',
      '{Their} picture arrives, but has not been shown once.',
      ['a codec that is not understood', 'a lost key frame'],
      ['Call again.'],
    ),
    'decoder-overload': say('decoder too slow', '{Your} computer cannot show the picture in time.', busy, [
      'Close other programs.',
      'Ask for a smaller picture.',
    ]),
    'decoder-stuck': say(
      'decoder stuck',
      '{Their} picture arrives, but cannot be shown.',
      ['a lost key frame', 'a fault of the decoder'],
      ['Call again.'],
    ),
    'video-frozen': say(
      'picture frozen',
      '{Their} picture stands still.',
      [],
      [],
      {},
      {
        'seconds still of ten': { name: 'picture stutters', explanation: '{Their} picture stops again and again.' },
      },
    ),
    'video-choppy': say('picture choppy', '{Their} picture is not smooth.', ['a busy computer'], ['Close other programs.']),
    'coarse-picture': say(
      'picture coarse',
      '{Their} picture is coarse: it has too few bits for its size.',
      ['a low limit of the bitrate', 'a slow line'],
      ['Ask for a smaller picture, or a higher bitrate.'],
    ),
    'av-desync': say('out of step', '{Their} sound and picture are not in step.', [], []),
    'audio-concealment': say('gaps in the sound', '{Their} sound has gaps that are filled in.', weakLine, nearer),
    'jitter-buffer-stress': say('sound held back', '{Their} sound is held back because it comes unevenly.', weakLine, nearer),
    'audio-time-stretch': say(
      'sound stretched',
      '{Their} sound is stretched and squeezed to keep up.',
      ['uneven arrival', 'clocks that differ'],
      [],
    ),
    'playout-glitch': say(
      'loudspeaker late',
      '{Your} loudspeaker or headset does not keep up.',
      ['a Bluetooth device', 'a busy computer'],
      ['Use another device.'],
    ),
    'audio-not-played': say(
      'sound not played',
      '{Their} sound arrives, but is not played.',
      ['the browser waits for a click'],
      ['Click in the page.', 'Choose another loudspeaker.'],
    ),
    'dead-mic': say(
      'microphone silent',
      '{Your} microphone gives no sound.',
      ['a switch on the device', 'the wrong microphone'],
      ['Check the mute switch.', 'Choose another microphone.'],
    ),
    'mic-clipping': say('microphone too loud', '{Your} microphone is too loud.', [], ['Turn the microphone down.']),
    'silent-remote': say(
      'not heard',
      '{Their} sound arrives, but is silence.',
      ['a fault on the way', 'a microphone that is switched off'],
      ['Ask them to mute and unmute.', 'Call again.'],
    ),
    'low-mos': say('poor quality', '{Their} sound is of poor quality.', ['loss and delay together'], nearer),
  },
  fine: 'No problem was found.',
  unknown: 'There is not enough to judge by.',
  middling: 'No single problem was found, but the quality is not good.',
  among: (connection, connections) => `This is about ${connection}, 1 of ${connections} connections.`,
  neverConnected: (names, connections) => `${names.length} of ${connections} connections never came up: ${names.join(', ')}.`,
  yours: { subject: 'you', Subject: 'You', possessive: 'your', Possessive: 'Your' },
  theirs: {
    subject: 'the other side',
    Subject: 'The other side',
    possessive: "the other side's",
    Possessive: "The other side's",
  },
  possessive: (name) => `${name}'s`,
}

function say(
  name: string,
  explanation: string,
  causes: readonly string[],
  actions: readonly string[],
  on: Message['on'] = {},
  by: Message['by'] = {},
): Message {
  return { name, explanation, causes, actions, on, by }
}
