import type { Entry } from '../recording/entry.ts'

import { importEarshot } from './earshot.ts'
import type { Importer, ImportNote } from './importer.ts'
import { importLegacyRtcstats } from './legacy-rtcstats.ts'
import { importRtcstatsDump } from './rtcstats-dump.ts'
import { sniff, type Format } from './sniff.ts'
import { textOf } from './text.ts'
import { importWebrtcInternals } from './webrtc-internals.ts'

/** A recording that was opened: what it is, and what is in it. */
export interface OpenedRecording {
  readonly format: Format
  /** To be read once, in the order of time within each connection. */
  readonly entries: AsyncIterable<Entry>
}

const importers: Readonly<Record<Format, Importer>> = {
  earshot: importEarshot,
  'webrtc-internals': importWebrtcInternals,
  'rtcstats-dump': importRtcstatsDump,
  'legacy-rtcstats': importLegacyRtcstats,
}

/** Enough to tell every format by. */
const beginning = 65_536

/**
 * Opens a recording of any supported format, gzipped or not: ours, a webrtc-internals dump of Chrome, an RTCStatsDump, a rtcstats dump of Jitsi.
 * It is read as it comes. `note` hears, once each, what whoever reads the result should know.
 * @throws RecordingError when it is none of them; its message says what is supported.
 */
export async function openRecording(
  bytes: AsyncIterable<Uint8Array>,
  note: (note: ImportNote) => void = () => undefined,
): Promise<OpenedRecording> {
  const say = once(note)
  const text = textOf(bytes, say)[Symbol.asyncIterator]()
  let begun = ''
  while (begun.length < beginning) {
    const next = await text.next()
    if (next.done === true) break
    begun += next.value
  }
  const format = sniff(begun)
  return { format, entries: importers[format](continued(begun, text), say) }
}

/** Without repeating a note: that something is left out would else be said of each line. */
export function once(note: (note: ImportNote) => void): (note: ImportNote) => void {
  const noted = new Set<string>()
  return (next) => {
    const what = JSON.stringify(next)
    if (!noted.has(what)) note(next)
    noted.add(what)
  }
}

async function* continued(begun: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield begun
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
