import type { RecordedEvent } from '@earshot/diagnostics'

/** What happened, in the words of webrtc-pc, which are the same in every language: `ICE connected`, `offer sent`. */
export function eventInWords(event: RecordedEvent): string {
  switch (event.type) {
    case 'call':
      return `call ${event.state}`
    case 'warm-up':
      return `warm-up: ${event.strategy}`
    case 'ready':
      return event.ready ? 'path up' : 'path down'
    case 'signaling':
      return `signaling ${event.state}`
    case 'description':
      return `${event.kind} ${event.sent ? 'sent' : 'received'}`
    case 'ice-gathering':
      return `gathering ${event.state}`
    case 'ice':
      return `ICE ${event.state}`
    case 'connection':
      return `connection ${event.state}`
    case 'dtls':
      return `DTLS ${event.state}`
    case 'control-channel':
      return 'control channel open'
    case 'candidate-error':
      return `candidate error ${event.errorCode}: ${event.errorText} ${event.url}`.trim()
    case 'configuration':
      return event.error === null ? 'configuration refreshed' : `configuration not refreshed: ${event.error}`
    case 'track-failed':
      return `track failed ${event.kind}: ${event.error}`
    case 'track':
      return `track ${event.kind}${event.mid === null ? '' : ` (${event.mid})`}`
    case 'track-removed':
      return `track removed ${event.kind}`
    case 'first-frame':
      return `first picture (${event.mid})`
    case 'recovery':
      return `recovery: ${event.action}`
    case 'opened':
      return `RTCPeerConnection ${event.url ?? ''}`.trim()
    case 'closed':
      return 'closed'
    case 'candidate':
      return `candidate ${event.sent ? 'found' : 'received'} ${event.candidate}`.trim()
    case 'capture':
      return event.error === null ? event.what : `${event.what}: ${event.error}`
    case 'other':
      return event.value === '' ? event.name : `${event.name} ${event.value}`
    case 'dropped':
      return `${event.reports} reports dropped`
    case 'mark':
      return event.text
  }
}
