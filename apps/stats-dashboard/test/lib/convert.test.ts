import { createRecordingStream, openRecording, type Entry } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import { convert, type SaveFormat } from '../../src/lib/convert.ts'
import { eventAt, recordingOf } from '../sessions.ts'

const entries = recordingOf('clean-hall')
const connection = entries.find((entry) => entry.connection !== null)?.connection ?? ''
const reports = entries.filter(({ type }) => type === 'report')

async function saved(
  format: SaveFormat,
  marks: readonly { readonly time: number; readonly text: string }[] = [],
): Promise<string> {
  return (await convert(entries, { format, connection, marks })).text()
}

const timeOf = (entry: Entry): number => (entry.type === 'event' ? entry.timestamp : entry.report.timestamp)

test('a recording is saved as it was, with the marks of the page where they belong', async () => {
  const [before, , after] = [reports.at(10), reports.at(11), reports.at(12)].map((entry) =>
    entry === undefined ? 0 : timeOf(entry),
  )
  const marks = [(before ?? 0) + 1, (after ?? 0) + 1, 9e15].map((time, index) => ({ time, text: `Mark ${index + 1}` }))
  const again = createRecordingStream().push(await saved('recording', marks))
  const marked = again.flatMap((entry, index) =>
    entry.type === 'event' && entry.event.type === 'mark' ? [{ entry, index }] : [],
  )
  expect(marked.map(({ entry }) => timeOf(entry))).toEqual(marks.slice(0, 2).map(({ time }) => time))
  for (const { entry, index } of marked) {
    const [earlier, later] = [again.slice(0, index).findLast(isReport), again.slice(index).find(isReport)]
    expect(earlier && timeOf(earlier)).toBeLessThan(timeOf(entry))
    expect(later && timeOf(later)).toBeGreaterThan(timeOf(entry))
  }
  expect(again.filter((entry) => !marked.some((mark) => mark.entry === entry))).toEqual(entries)
})

test('what is saved as a dump of rtcstats is read again with all its reports', async () => {
  const text = await saved('rtcstats')
  const recording = await openRecording(bytesOf(text))
  let read = 0
  for await (const entry of recording.entries) if (entry.type === 'report') read += 1
  expect([recording.format, read]).toEqual(['rtcstats-dump', reports.length])
})

test('saved without addresses and names there are none in it', async () => {
  const named = { ...eventAt(1, { type: 'candidate-error', url: 'turn:ada.example', errorCode: 701, errorText: '' }), connection }
  for (const [format, isThere] of [
    ['recording', true],
    ['anonymous', false],
  ] as const) {
    const text = await (await convert([named, ...entries], { format, connection, marks: [] })).text()
    expect(text.includes('ada.example')).toBe(isThere)
  }
})

test('a table has a row for each sample of the connection', async () => {
  const rows = (await saved('table')).trim().split('\n')
  expect(rows[0]).toMatch(/^time,/)
  expect(rows.length).toBeGreaterThan(reports.length - 3)
  expect(await (await convert(entries, { format: 'table', connection: 'another', marks: [] })).text()).not.toContain('\n1')
})

function isReport({ type }: Entry): boolean {
  return type === 'report'
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
