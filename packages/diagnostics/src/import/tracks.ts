import type { Stats } from '@earshot/core/stats'

/**
 * Until about Chrome 112 part of what is known of a stream was in an entry of its own, of type `track`. Puts it where webrtc-stats has it now,
 * beside what is there already, and leaves the track out.
 */
export function withoutTracks(stats: readonly Stats[]): readonly Stats[] {
  const tracks = stats.filter(({ type }) => type === 'track')
  if (tracks.length === 0) return stats
  const byId = new Map(tracks.map((track) => [track.id, track]))
  const senders = new Map(tracks.filter(isSender).map((track) => [sourceIdOf(track), track]))
  const sources = new Set(stats.flatMap(({ type, id }) => (type === 'media-source' ? [id] : [])))
  const layers = countBy(
    stats.filter(({ type }) => type === 'outbound-rtp'),
    trackIdOf,
  )
  return stats.flatMap((entry) => {
    const track = byId.get(trackIdOf(entry))
    switch (entry.type) {
      case 'inbound-rtp':
        return [{ ...pick(track, (name) => !ofTracksOnly.has(name)), ...entry }]
      case 'outbound-rtp':
        // The frames of a track are those of all its layers.
        return [sentBy(entry, layers.get(trackIdOf(entry)) === 1 ? track : undefined, track)]
      case 'media-source':
        return [{ ...pick(senders.get(entry.id), (name) => ofSources.has(name)), ...entry }]
      case 'track':
        return isSender(entry) && !sources.has(sourceIdOf(entry)) ? [sourceOf(entry)] : []
      default:
        return [entry]
    }
  })
}

const ofTracksOnly: ReadonlySet<string> = new Set(['ended', 'detached', 'remoteSource', 'mediaSourceId'])
const ofSources: ReadonlySet<string> = new Set([
  ...['trackIdentifier', 'kind', 'audioLevel', 'totalAudioEnergy', 'totalSamplesDuration'],
  ...['echoReturnLoss', 'echoReturnLossEnhancement'],
])
const ofSenders: ReadonlySet<string> = new Set(['kind', 'frameWidth', 'frameHeight', 'framesSent', 'hugeFramesSent'])

function isSender(track: Stats): boolean {
  return track['remoteSource'] !== true
}

/** Before about 80 there were no sources: then the track stands for its own. */
function sourceIdOf(track: Stats): string {
  const { mediaSourceId } = track
  return typeof mediaSourceId === 'string' ? mediaSourceId : track.id
}

function trackIdOf({ trackId }: Stats): string {
  return typeof trackId === 'string' ? trackId : ''
}

function countBy(stats: readonly Stats[], keyOf: (entry: Stats) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const entry of stats) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1)
  return counts
}

function sentBy(entry: Stats, only: Stats | undefined, track: Stats | undefined): Stats {
  const source = track === undefined ? {} : { mediaSourceId: sourceIdOf(track) }
  return { ...pick(only, (name) => ofSenders.has(name)), ...source, ...entry }
}

function sourceOf(track: Stats): Stats {
  return {
    ...pick(track, (name) => ofSources.has(name)),
    id: sourceIdOf(track),
    type: 'media-source',
    timestamp: track.timestamp,
  }
}

function pick(entry: Stats | undefined, isWanted: (name: string) => boolean): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entry ?? {}).filter(([name]) => isWanted(name)))
}
