import { bitrates, decibels, line, milliseconds, percent, plain, type Plot, type Unit } from './plot.ts'

/** A chart of one number of a track, called as the number is. */
export interface TrackPlot {
  readonly plot: Plot
  readonly title: string
}

/** A chart for every number of a track that was measured, by their names (docs/stats.md). */
export function plotsOfTrack(track: string, series: readonly string[]): readonly TrackPlot[] {
  const prefix = `${track} `
  return series
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const title = name.slice(prefix.length)
      const { units, least } = measureOf(title)
      return { title, plot: { id: `${track}-${title}`, title: 'sent', units, least, lines: [line(name, 'value', 'blue', [])] } }
    })
}

function measureOf(name: string): { readonly units: readonly Unit[]; readonly least: number } {
  if (/bitrate$|^goodput$/i.test(name)) return { units: bitrates, least: 10_000 }
  if (name.endsWith('Ms')) return { units: milliseconds, least: 10 }
  if (name === 'echoReturnLoss') return { units: decibels, least: 10 }
  if (shares.test(name)) return { units: percent, least: 0.05 }
  return { units: plain, least: 1 }
}

const shares =
  /Loss$|Share$|^(?:dropped|discarded|concealed|audiblyConcealed|stretched|synthesized|frozen|corruption|congestionMarked|cpuLimited|bandwidthLimited|encodeLoad|decodeLoad)$/
