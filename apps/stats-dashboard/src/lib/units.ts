/** The unit of a member of a report by its name (webrtc-stats); empty where it is a count, a word or unknown. */
export function unitOf(member: string): string {
  if (/timestamp$/i.test(member)) return 'ms'
  if (/^(?:availableOutgoing|availableIncoming|target)Bitrate$/.test(member)) return 'bit/s'
  if (member.startsWith('totalSquared')) return 's²'
  if (/^(?:jitter|roundTripTime|currentRoundTripTime)$|Time$|Delay$|Duration$|^total.*(?:Time|Delay|Duration)$/.test(member))
    return 's'
  if (/bytes/i.test(member)) return 'B'
  if (/^(?:frameWidth|frameHeight|width|height)$/.test(member)) return 'px'
  if (member === 'framesPerSecond') return '1/s'
  if (member === 'clockRate') return 'Hz'
  return ''
}
