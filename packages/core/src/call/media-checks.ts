import { requireBoolean, requireOneOf, requireOptions, requireStream, wrongArgument } from '../arguments.ts'
import type { CodecPreferences } from '../media/codec-preferences.ts'
import { requireData } from '../signaling/json.ts'

import type { CallMedia } from './call.ts'

const kinds = ['audio', 'video'] as const

/** @throws TypeError unless a call can be made, or accepted, with this. */
export function requireMedia(name: string, media: CallMedia): void {
  requireOptions(name, media, '{ stream }')
  const { stream, codecs, receive, warmUp, warmUpStrategy, earlyMedia, metadata, whenEnded } = media
  if (stream !== undefined) requireStream('stream', stream)
  if (codecs !== undefined) requireCodecs(codecs)
  if (receive !== undefined) {
    requireOptions('receive', receive, '{ video: false }')
    for (const kind of kinds) if (receive[kind] !== undefined) requireBoolean(`receive.${kind}`, receive[kind])
  }
  if (warmUp !== undefined) requireOneOf('warmUp', warmUp, ['on', 'relay-only', 'off'])
  if (warmUpStrategy !== undefined) requireOneOf('warmUpStrategy', warmUpStrategy, ['pranswer', 'replace-track'])
  if (earlyMedia !== undefined) requireBoolean('earlyMedia', earlyMedia)
  if (whenEnded !== undefined) requireOneOf('whenEnded', whenEnded, ['remove', 'keep'])
  if (metadata !== undefined) requireData('metadata', metadata)
}

/** @throws TypeError unless it names codecs by their MIME types. */
export function requireCodecs(codecs: CodecPreferences): void {
  requireOptions('codecs', codecs, "{ video: ['video/H264'] }")
  for (const kind of kinds) {
    const names: unknown = codecs[kind]
    const expected = `an array of MIME types such as '${kind === 'audio' ? 'audio/opus' : 'video/H264'}'`
    if (names === undefined) continue
    if (!Array.isArray(names)) throw wrongArgument(`codecs.${kind}`, expected, names)
    const wrong: unknown = names.find((name) => typeof name !== 'string' || !name.toLowerCase().startsWith(`${kind}/`))
    if (wrong !== undefined) throw wrongArgument(`codecs.${kind}`, expected, wrong)
  }
}
