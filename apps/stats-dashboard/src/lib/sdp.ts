/** One media section of a description. */
export interface MediaSection {
  readonly mid: string
  readonly kind: string
  readonly direction: string
  /** In the order in which they are wanted. */
  readonly codecs: readonly SectionCodec[]
}

interface SectionCodec {
  readonly payloadType: number
  /** `VP8/90000` */
  readonly name: string
  /** Of the fmtp line; empty where there is none. */
  readonly parameters: string
}

/** What is no codec of its own. */
const companions = /^(?:rtx|red|ulpfec|flexfec|cn|telephone-event)/i

export function mediaSections(sdp: string): readonly MediaSection[] {
  return sdp
    .split(/\r?\n(?=m=)/)
    .filter((section) => /^m=(?:audio|video) /.test(section))
    .map((section) => {
      const lines = section.split(/\r?\n/)
      const [kind = '', , , ...payloadTypes] = (lines[0] ?? '').slice(2).split(' ')
      const attribute = (pattern: RegExp) => lines.map((line) => pattern.exec(line)?.[1]).find((value) => value !== undefined)
      const names = byPayloadType(lines, /^a=rtpmap:(\d+) (\S+)/)
      const parameters = byPayloadType(lines, /^a=fmtp:(\d+) (.+)/)
      const codecs = payloadTypes.flatMap((payloadType): SectionCodec[] => {
        const name = names.get(payloadType)
        if (name === undefined || companions.test(name)) return []
        return [{ payloadType: Number(payloadType), name, parameters: parameters.get(payloadType) ?? '' }]
      })
      return {
        kind,
        codecs,
        mid: attribute(/^a=mid:(\S+)/) ?? '',
        direction: attribute(/^a=(sendrecv|sendonly|recvonly|inactive)$/) ?? 'sendrecv',
      }
    })
}

/** Of several lines about one payload type the first counts. */
function byPayloadType(lines: readonly string[], pattern: RegExp): ReadonlyMap<string, string> {
  const found = lines.flatMap((line): [string, string][] => {
    const [, payloadType, value] = pattern.exec(line) ?? []
    return payloadType === undefined || value === undefined ? [] : [[payloadType, value]]
  })
  return new Map(found.toReversed())
}

/** A line of one description against the one before. */
export interface DiffLine {
  readonly sign: ' ' | '+' | '-'
  readonly text: string
}

/** Lines of `after` with what is new in them, and what is gone of `before`, section by section: lines of one section do not match another's. */
export function diffOf(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [sectionsOf(before), sectionsOf(after)]
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
    diffSection(old[index] ?? [], now[index] ?? []),
  ).flat()
}

function sectionsOf(sdp: string): readonly (readonly string[])[] {
  return sdp.split(/\r?\n(?=m=)/).map((section) => section.split(/\r?\n/).filter((line) => line !== ''))
}

function diffSection(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const [old, now] = [new Set(before), new Set(after)]
  const lines: DiffLine[] = []
  let next = 0
  for (const text of after) {
    // What is gone stands where it stood, among the lines that stayed.
    if (old.has(text)) {
      while (next < before.length && before[next] !== text) {
        const gone = before[next] ?? ''
        if (!now.has(gone)) lines.push({ sign: '-', text: gone })
        next += 1
      }
      next += 1
      lines.push({ sign: ' ', text })
    } else lines.push({ sign: '+', text })
  }
  for (; next < before.length; next += 1) {
    const gone = before[next] ?? ''
    if (!now.has(gone)) lines.push({ sign: '-', text: gone })
  }
  return lines
}
