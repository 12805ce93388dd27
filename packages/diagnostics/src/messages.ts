import type { IssueType } from './issue.ts'

/** What people are told: one plain sentence, what may be behind it, and what to do. */
export interface Message {
  readonly explanation: string
  readonly causes: readonly string[]
  readonly actions: readonly string[]
}

const weakLine = ['a weak Wi-Fi signal', 'other devices on the same line']
const nearer = ['move closer to the Wi-Fi router, or use a cable', 'stop other downloads and uploads']

export const messages: Readonly<Record<IssueType, Message>> = {
  'network-loss-downlink': say('Part of what the other side sends gets lost on the way to you.', weakLine, nearer),
  'network-loss-uplink': say('Part of what you send gets lost on the way.', weakLine, nearer),
  'high-rtt': say(
    'The way to the other side takes long, so you talk over each other.',
    ['a distant relay', 'a VPN'],
    ['turn the VPN off'],
  ),
  bufferbloat: say(
    'Your upload is so full that everything waits in a queue.',
    ['an upload or a backup'],
    ['pause uploads and backups'],
  ),
  'high-jitter': say('What arrives comes unevenly.', weakLine, nearer),
  'uplink-congestion': say(
    'Your upload is congested.',
    ['an upload or a backup', 'a slow line'],
    ['pause uploads', 'send a smaller picture'],
  ),
  'downlink-congestion': say(
    'Your download is congested.',
    ['a download or a film', 'a slow line'],
    ['pause downloads', 'ask for a smaller picture'],
  ),
  'bandwidth-collapse': say('Your upload has become much slower.', weakLine, nearer),
  'ice-disconnected': say(
    'The connection to the other side is interrupted.',
    ['a change of network'],
    ['wait: it is being restored'],
  ),
  'ice-failed': say(
    'The connection to the other side is lost.',
    ['no network', 'a firewall'],
    ['check the network', 'call again'],
  ),
  'dtls-failure': say(
    'The encrypted connection could not be set up.',
    ['a firewall', 'a wrong clock'],
    ['check the date and time', 'call again'],
  ),
  outage: say(
    'Nothing arrives from the other side.',
    ['no network on either side'],
    ['wait: it is being restored', 'check the network'],
  ),
  'relay-in-use': say('The call goes through a relay.', ['a network that blocks direct calls'], []),
  'tcp-path': say(
    'The call goes over TCP, where every lost packet becomes a delay.',
    ['a firewall that blocks UDP'],
    ['allow UDP in the firewall'],
  ),
  'path-flapping': say(
    'The connection keeps changing its way.',
    ['switching between Wi-Fi and mobile data'],
    ['stay on one network'],
  ),
  'cpu-limited-encoder': say(
    'Your computer is too busy to send the full picture.',
    ['other programs'],
    ['close other programs', 'send a smaller picture'],
  ),
  'encoder-overload': say(
    'Your computer cannot encode the picture in time.',
    ['other programs', 'no hardware encoder'],
    ['send a smaller picture'],
  ),
  'capture-bottleneck': say(
    'Your camera gives few pictures.',
    ['a dark room', 'another program that uses it'],
    ['turn on a light'],
  ),
  'encoder-dead': say('Your camera works, but no picture is sent.', ['a fault of the encoder'], ['turn the camera off and on']),
  'low-resolution': say('You send a much smaller picture than your camera gives.', ['a slow line', 'a busy computer'], []),
  'keyframe-storm': say('The picture is asked for anew again and again.', ['loss on the way'], []),
  'rtx-heavy': say('Much of what you send has to be sent again.', weakLine, nearer),
  'decoder-overload': say(
    'Your computer cannot show the picture in time.',
    ['other programs'],
    ['close other programs', 'ask for a smaller picture'],
  ),
  'decoder-stuck': say(
    'The picture arrives, but cannot be shown.',
    ['a lost key frame', 'a fault of the decoder'],
    ['call again'],
  ),
  'video-frozen': say('The picture stands still.', [], []),
  'video-choppy': say('The picture is not smooth.', ['a busy computer'], ['close other programs']),
  'audio-concealment': say('The sound has gaps that are filled in.', weakLine, nearer),
  'jitter-buffer-stress': say('The sound is held back because it comes unevenly.', weakLine, nearer),
  'audio-time-stretch': say('The sound is stretched and squeezed to keep up.', ['uneven arrival', 'clocks that differ'], []),
  'playout-glitch': say('Your loudspeaker or headset does not keep up.', ['a Bluetooth device'], ['use another device']),
  'dead-mic': say(
    'Your microphone gives no sound.',
    ['a switch on the device', 'the wrong microphone'],
    ['check the mute switch', 'choose another microphone'],
  ),
  'audio-not-played': say(
    'Sound arrives, but is not played.',
    ['the browser waits for a click'],
    ['click in the page', 'choose another loudspeaker'],
  ),
  'mic-clipping': say('Your microphone is too loud.', [], ['turn the microphone down']),
  'av-desync': say('Sound and picture are not in step.', [], []),
}

function say(explanation: string, causes: readonly string[], actions: readonly string[]): Message {
  return { explanation, causes, actions }
}
