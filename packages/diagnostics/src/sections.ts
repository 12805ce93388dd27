import type { Sample } from '@earshot/core/stats'

import type { MediaSection, Moment } from './detector.ts'

/** The media sections of a moment: as the page knows them, else as the descriptions of the recording agreed. */
export function mediaSections({ sample, states }: Moment): readonly MediaSection[] {
  const { sections } = sample
  if (sections.length > 0) {
    return sections.map((known) => {
      const [sends, receives] = [known.direction.startsWith('send'), known.direction.endsWith('recv')]
      return {
        ...withTracks(sample, known.mid),
        kind: known.kind,
        sends,
        receives: receives || known.direction === 'recvonly',
        known,
      }
    })
  }
  return [...states.agreed].map(([mid, agreed]) => ({ ...withTracks(sample, mid), ...agreed, known: null }))
}

function withTracks({ tracks }: Sample, mid: string): Pick<MediaSection, 'mid' | 'inbound' | 'outbound'> {
  const own = tracks.filter((track) => track.mid === mid)
  return {
    mid,
    inbound: own.find(({ direction }) => direction === 'inbound') ?? null,
    outbound: own.filter(({ direction }) => direction === 'outbound'),
  }
}
