import { isRecord } from './json-value.ts'

/** The descriptions of a connection by which the next one is made whole again. */
export interface Descriptions {
  readonly local: Description | null
  readonly remote: Description | null
  readonly created: Description | null
}

interface Description {
  readonly type: string
  readonly sdp: string
}

export const newDescriptions: Descriptions = { local: null, remote: null, created: null }

/**
 * The value of a call with its description whole: rtcstats writes `m=` (in the first section `v=`) for each section that is as it was in the
 * description of the same type before, and the other way round remembers what this call changes.
 */
export function completed(before: Descriptions, method: string, value: unknown): readonly [Descriptions, unknown] {
  const description = readDescription(value)
  if (description === null) return [before, value]
  switch (method) {
    case 'createOfferOnSuccess':
    case 'createAnswerOnSuccess': {
      const created = complete(before.local, description)
      return [{ ...before, created }, created]
    }
    case 'setLocalDescription': {
      const local = complete(before.local?.type === description.type ? before.local : before.created, description)
      return [{ ...before, local, created: null }, local]
    }
    case 'setLocalDescriptionOnSuccess': {
      const local = complete(before.local, description)
      return [{ ...before, local }, local]
    }
    case 'setRemoteDescription': {
      const remote = complete(before.remote, description)
      return [{ ...before, remote }, remote]
    }
    default:
      return [before, value]
  }
}

function readDescription(value: unknown): Description | null {
  if (!isRecord(value)) return null
  const { type, sdp } = value
  return typeof type === 'string' && typeof sdp === 'string' && sdp !== '' ? { type, sdp } : null
}

function complete(base: Description | null, { type, sdp }: Description): Description {
  if (base === null || base.type !== type) return { type, sdp }
  const known = sectionsOf(base.sdp)
  const sections = sectionsOf(sdp).map((section, index) =>
    section === (index === 0 ? 'v=' : 'm=') ? (known[index] ?? section) : section,
  )
  return { type, sdp: `${sections.join('\r\n')}\r\n` }
}

function sectionsOf(sdp: string): readonly string[] {
  return sdp.split('\nm=').map((section, index) => (index === 0 ? section : `m=${section}`).trim())
}
