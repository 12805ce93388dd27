/**
 * Options of Opus that only a session description can carry, in one place. The fmtp of the receiver drives the encoder of the sender
 * (RFC 7587 7), so what one track is sent with is written into the peer's description where this side applies it. A description of one's own
 * is changed in one case: Chromium (seen in 156) decodes two channels only where its own says `stereo=1`.
 */

/** How a track is sent with Opus. Members left out are the browser's to choose. */
export interface OpusOptions {
  /**
   * Two channels, at twice the bitrate. A microphone has two only when it was captured with `channelCount: 2` and without
   * `echoCancellation`. Firefox sends two to a Firefox by itself.
   */
  readonly stereo?: boolean
  /** Discontinuous transmission: a few packets per second while it is silent (RFC 7587 3.1.3). */
  readonly dtx?: boolean
  /** Redundancy within a packet, of which a lost one is restored when some are lost (in-band FEC). Browsers do it by themselves. */
  readonly fec?: boolean
  /** Each packet carries the one before it as well (RFC 2198), at twice the bitrate: for lossy paths. Firefox (seen in 153) has it not. */
  readonly red?: boolean
}

/** Options by the `mid` of the section that their track is sent in. */
export type OpusByMid = ReadonlyMap<string, OpusOptions>

/** The description of the peer as this side applies it, so that its encoders do as the options say. */
export function encodeAs(remote: string, options: OpusByMid): string {
  return editAudio(remote, (section, mid) => {
    const { stereo, dtx, fec, red } = options.get(mid) ?? {}
    return orderRed(setFormat(section, { stereo, usedtx: dtx, useinbandfec: fec }), red)
  })
}

/** This side's description as it goes to the peer: says which sound has two channels (RFC 7587 6.1, sprop-stereo). */
export function announceStereo(local: string, options: OpusByMid): string {
  return editAudio(local, (section, mid) => setFormat(section, { 'sprop-stereo': options.get(mid)?.stereo }))
}

/** The sections in which the peer announces two channels. */
export function announcedStereo(remote: string): ReadonlySet<string> {
  const mids = new Set<string>()
  editAudio(remote, (section, mid) => {
    if (/^a=fmtp:.*\bsprop-stereo=1\b/m.test(section)) mids.add(mid)
    return section
  })
  return mids
}

/** This side's description as it is applied, so that its decoders keep both channels in these sections, or one. */
export function decodeStereo(local: string, stereo: ReadonlyMap<string, boolean>): string {
  return editAudio(local, (section, mid) => setFormat(section, { stereo: stereo.get(mid) }))
}

function editAudio(sdp: string, edit: (section: string, mid: string) => string): string {
  const edited = (section: string) => {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1]
    return section.startsWith('m=audio') && mid !== undefined ? edit(section, mid) : section
  }
  return sdp
    .split(/^(?=m=)/m)
    .map(edited)
    .join('')
}

type Format = Readonly<Record<string, boolean | undefined>>

/** Puts parameters into the fmtp of Opus, as 1 or 0, and leaves the others as they are. */
function setFormat(section: string, format: Format): string {
  const type = payloadType(section, 'opus')
  const left = new Map(
    Object.entries(format).flatMap(([name, on]) => (on === undefined ? [] : [[name, `${name}=${on ? 1 : 0}`]])),
  )
  if (type === undefined || left.size === 0) return section
  const line = new RegExp(`^a=fmtp:${type} (.*?)(?=\\r?$)`, 'm')
  const parameters = line.exec(section)?.[1]?.split(/;\s*/) ?? []
  const kept = parameters.map((parameter) => {
    const [name = ''] = parameter.split('=')
    const wanted = left.get(name)
    left.delete(name)
    return wanted ?? parameter
  })
  const whole = `a=fmtp:${type} ${[...kept, ...left.values()].join(';')}`
  if (parameters.length > 0) return section.replace(line, whole)
  return section.replace(new RegExp(`^(a=rtpmap:${type} .*?)(\\r?\\n)`, 'm'), `$1$2${whole}$2`)
}

/** An encoder takes what comes first in the peer's description. */
function orderRed(section: string, red: boolean | undefined): string {
  const type = payloadType(section, 'red')
  if (type === undefined || red === undefined) return section
  return section.replace(/^(m=audio \S+ \S+ )(.*?)(?=\r?$)/m, (_line, start: string, types: string) => {
    const others = types.split(' ').filter((other) => other !== type)
    return start + (red ? [type, ...others] : [...others, type]).join(' ')
  })
}

function payloadType(section: string, codec: 'opus' | 'red'): string | undefined {
  return new RegExp(`^a=rtpmap:(\\d+) ${codec}/48000`, 'im').exec(section)?.[1]
}
