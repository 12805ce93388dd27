import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { run } from '../../src/command/run.ts'
import { congestedEntries, textOf } from '../entries.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-command-'))
  await writeFile(path.join(folder, 'call.jsonl.gz'), gzipSync(textOf(congestedEntries())))
  await writeFile(path.join(folder, 'server.log'), '2026-11-27T10:00:00Z listening\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function earshotDiagnostics(...args: readonly string[]) {
  let [printed, complained] = ['', '']
  const code = await run(
    args.map((argument) => (argument.startsWith('./') ? path.join(folder, argument) : argument)),
    {
      input: Readable.from([Buffer.from(textOf(congestedEntries()))]),
      output: { write: (text: string) => ((printed += text), true) },
      errors: { write: (text: string) => ((complained += text), true) },
    },
  )
  return { code, printed, complained }
}

test('says first what was wrong and what to do, then when, then the tracks', async () => {
  const { code, printed, complained } = await earshotDiagnostics('./call.jsonl.gz')
  expect([code, complained]).toEqual([0, ''])
  expect(printed).toMatch(/^Your upload is congested\. Pause uploads and backups\.\n/)
  expect(printed).toMatch(/00:17:09 for 31 s {2}warning uplink-congestion \(uplink\)/)
  expect(printed).toContain('[signs of congestion: worst 2 at 00:17:10, mean 2 (threshold 2)]')
  expect(printed).toContain('outbound:video:1:')
})

test('says it in Chinese', async () => {
  const { printed } = await earshotDiagnostics('./call.jsonl.gz', '--language', 'zh')
  expect(printed).toMatch(/^您的上行拥塞。暂停上传和备份。\n/)
  expect(printed).toContain('\n问题\n')
})

test('with --json it prints one object, the same from a file and from standard input', async () => {
  const [fromFile, fromInput] = [await earshotDiagnostics('./call.jsonl.gz', '--json'), await earshotDiagnostics('-', '--json')]
  expect(fromInput).toEqual(fromFile)
  expect(JSON.parse(fromFile.printed)).toMatchObject({
    verdict: 'Your upload is congested. Pause uploads and backups.',
    level: 'poor',
    score: null,
    issues: [
      {
        ...{ type: 'uplink-congestion', severity: 'warning', side: 'uplink', peerConnection: 'c', track: null },
        ...{ startedAt: 1_029_000, endedAt: 1_060_000, evidence: [{ value: 2, threshold: 2 }] },
        explanation: 'Your upload is congested.',
        actions: ['Pause uploads and backups.', 'Send a smaller picture.'],
      },
    ],
    tracks: [{ peerConnection: 'c', track: 'outbound:video:1:' }],
    notes: [],
  })
})

test('says in words what should be known of the file', async () => {
  const at = (second: number) => new Date(1_700_000_000_000 + 1_000 * second).toISOString()
  const series = (values: readonly number[], end: number) => ({
    ...{ startTime: at(0), endTime: at(end), statsType: 'transport', values: JSON.stringify(values) },
  })
  const stats = { 'T1-bytesSent': series([1, 2, 3, 4, 5], 4), 'T1-bytesReceived': series([1, 2, 3], 4) }
  const dump = { getUserMedia: [], PeerConnections: { '1-1': { stats, updateLog: [] } } }
  await writeFile(path.join(folder, 'dump.json'), JSON.stringify(dump))
  const { printed } = await earshotDiagnostics('./dump.json')
  expect(printed).toContain('The format has no time for each report: times are estimates.')
  expect((await earshotDiagnostics('./dump.json', '--language', 'zh')).printed).toContain('时间为估计值。')
  expect(printed).toContain('values of 1 series are missing: theirs are spread evenly')
})

test('a table says of each line which connection it is of', async () => {
  const entries = ['one', 'other'].flatMap((connection) => congestedEntries(connection))
  await writeFile(path.join(folder, 'two.jsonl'), textOf(entries))
  const [both, single] = [
    await earshotDiagnostics('./two.jsonl', '--to', 'csv'),
    await earshotDiagnostics('./call.jsonl.gz', '--to', 'csv'),
  ]
  const connectionsOf = ({ printed }: typeof both) => {
    const lines = printed.trim().split('\r\n')
    return [...new Set(lines.map((line) => line.split(',')[1]))]
  }
  expect(connectionsOf(both)).toEqual(['connection', 'one', 'other'])
  expect(connectionsOf(single)).toEqual(['connection', 'c'])
})

test('prints a recording in other formats', async () => {
  const { printed } = await earshotDiagnostics('./call.jsonl.gz', '--to', 'csv')
  expect(printed.split('\r\n')).toHaveLength(62)
  expect((await earshotDiagnostics('./call.jsonl.gz', '--to', 'anonymous')).printed).toMatch(/^{"format":"earshot-recording"/)
})

test('says in Chinese why a file cannot be read', async () => {
  await writeFile(path.join(folder, 'empty.jsonl'), textOf([]))
  const refused = async (...args: readonly string[]) => (await earshotDiagnostics(...args, '--language', 'zh')).complained
  expect(await refused('./server.log')).toMatch(/^这个文件不是可以打开的通话录制。/)
  expect(await refused('./empty.jsonl')).toMatch(/^这个文件里没有任何记录。/)
})

describe('exit codes', () => {
  test.each([
    ['a file that is no recording', ['./server.log'], 2, 'This looks like the log of a server'],
    ['a file that is not there', ['./nothing'], 1, 'cannot be read: ENOENT'],
    ['a folder', ['./'], 1, 'cannot be read: EISDIR'],
    ['no file', [], 1, 'Give one file.'],
    ['two files', ['./a', './b'], 1, 'Give one file.'],
    ['an option that is none', ['--loud', './a'], 1, "Unknown option '--loud'"],
    ['a language that is not spoken', ['./a', '--language', 'la'], 1, 'en or zh'],
    ['a format that is none', ['./a', '--to', 'gif'], 1, '--to takes'],
  ])('%s', async (_, args, code, reason) => {
    const result = await earshotDiagnostics(...args)
    expect(result.code).toBe(code)
    expect(result.complained).toContain(reason)
    expect(result.printed).toBe('')
  })

  test('help is no mistake', async () => {
    const { code, printed } = await earshotDiagnostics('--help')
    expect([code, printed.includes('Exit codes: 0')]).toEqual([0, true])
  })
})
