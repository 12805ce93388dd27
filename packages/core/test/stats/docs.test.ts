import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

const source = (file: string) => readFile(new URL(`../../src/stats/${file}`, import.meta.url), 'utf8')

/** Where the page has what: heading, what it belongs to, file, interface. */
const parts: readonly (readonly [heading: string, where: string, file: string, name: string])[] = [
  ['Path', '`sample.path`', 'metrics/path.ts', 'PathSample'],
  ['Every track', '`sample.tracks`: what is on its way', 'metrics/flow.ts', 'Flow'],
  ['', 'and what is known of it', 'sample.ts', 'TrackSample'],
  ['Everything received', '`receivedAudio` and `receivedVideo`', 'metrics/receiving.ts', 'Receiving'],
  ['Received sound', '`receivedAudio`', 'metrics/received-audio.ts', 'ReceivedAudio'],
  ['Received pictures', '`receivedVideo`', 'metrics/received-video.ts', 'ReceivedVideo'],
  ['Everything sent', '`sentAudio` and `sentVideo`', 'metrics/sending.ts', 'Sending'],
  ['Sent sound', '`sentAudio`', 'metrics/sent-audio.ts', 'SentAudio'],
  ['Sent pictures', '`sentVideo`', 'metrics/sent-video.ts', 'SentVideo'],
]

/** What getStats does not say, and our own reports have. */
const contextParts: readonly (readonly [heading: string, where: string, file: string, name: string])[] = [
  ['', '`sample.page`', 'context.ts', 'PageContext'],
  ['', '`sample.sections`, one for each media section', 'context.ts', 'Section'],
  ['', '`sample.peer`, what the other side says of its own end', 'summary.ts', 'PeerSummary'],
  ['', '`sample.others`, of this peer’s other calls', 'context.ts', 'OtherCalls'],
]

test('docs/stats.md says of every number what its declaration says', async () => {
  const [tables, contexts] = [await tablesOf(parts, true), await tablesOf(contextParts, false)]
  await expect(`${head}${tables}${middle}${contexts}${tail}`).toMatchFileSnapshot('../../../../docs/stats.md')
})

async function tablesOf(of: typeof parts, withBrowsers: boolean): Promise<string> {
  const tables = await Promise.all(
    of.map(async ([heading, where, file, name]) => {
      const rows = membersOf(await source(file), name).map(
        ({ member, text, browsers }) => `| \`${member}\` | ${text} |${withBrowsers ? ` ${browsers} |` : ''}`,
      )
      expect(`${name}: ${rows.length}`).not.toBe(`${name}: 0`)
      return [
        ...(heading === '' ? [] : [`## ${heading}`, '']),
        where,
        '',
        `| member | meaning, unit and source |${withBrowsers ? ' reported by |' : ''}`,
        `|---|---|${withBrowsers ? '---|' : ''}`,
        ...rows,
        '',
        '',
      ].join('\n')
    }),
  )
  return tables.join('')
}

/** The members of an interface, with what their comments say; what names browsers goes into a column of its own. */
function membersOf(text: string, name: string) {
  const start = text.indexOf(`export interface ${name} `)
  const body = text.slice(start, text.indexOf('\n}', start))
  return [...body.matchAll(/(\/\*\*[\s\S]*?\*\/\s*)?(?<=\n {2})readonly (\w+)\??: ([^\n]*)/g)].map(
    ([, comment, member = '', type = '']) => {
      const said = comment
        ?.replaceAll(/\/\*\*|\*\/|\n\s*\*/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim()
      const sentences = (said ?? '').split(/(?<=[.;]) (?=[A-Z`])/)
      const browsers = sentences.filter((sentence) => /\b(?:Firefox|Safari|Chromium)\b/.test(sentence) && sentence.length < 90)
      const rest = sentences.filter((sentence) => !browsers.includes(sentence)).join(' ')
      return {
        member,
        text: (rest || `\`${type}\``).replaceAll('|', '\\|'),
        browsers: browsers.length === 0 ? 'all' : browsers.join(' ').replace(/\.$/, ''),
      }
    },
  )
}

const head = `# What is measured

A sample is what happened between two readings of \`getStats()\` of one connection: rates, ratios, and what the reports say of this moment. Each member has
its formula, unit and source from [webrtc-stats](https://www.w3.org/TR/webrtc-stats/) at its declaration, as here; \`d\` is the increase over the
interval and \`dt\` its seconds, by the report's own clock. 0..1 is a share. The column on the right says which browsers report what it takes; which one
a page runs in is not asked: \`isUnsupported\` of \`@earshot/core/stats\` tells from three reports what a browser never reports.

| there is no value | because |
|---|---|
| \`null\`, never 0 | a member is absent or not a number, the entry was seen for the first time or was not measured anew, a counter was reset, or there is next to nothing to divide by |
| no sample | less than a quarter of a second, and of the usual period, has passed |
| \`gap\` | the interval is longer than 5 s and 2.5 times the one before: its values are averages |

- Time is the reports' own, so a live call, its recording and a file of another program go through the same formulas and give the same numbers. How often reports
  come is not told but seen: a recording with one every ten seconds has no gaps for that.
- \`packetsLost\` may fall, when packets thought lost arrive late. What they overpaid is set off against the next losses; a loss is never negative.
- A track keeps its \`key\` when it gets a new ssrc, and starts a new baseline.
- A receiver report counts when its contents change, and then for three times as long as they usually take, at least 5 s of video or 15 s of audio.
- Not measured: what needs the packets themselves (the jitter of RFC 3550 recomputed), and any name or address. The delay from mouth to ear is an input of the estimated MOS in
  \`@earshot/diagnostics\`: half a round trip, both buffers, 20 ms of packet and 6.5 ms that Opus looks ahead.

Statistics are read once a second (\`statsIntervalMs\`), from the moment a call is accepted, and at each of its states. Less often where that would cost the page too much: every
2 s from 150 entries on and every 5 s from 300, every 5 s while the page is hidden, and twice, four times, eight times as rarely while answers take a fifth of the period or
5 ms of the page's own time. It is never two readings at once, and one that does not answer within 2 s is given up.

`

const middle = `## What getStats does not say

Numbers cannot be judged without knowing what they should be. So each report of a call has entries of ours beside the browser's own, of types that begin with \`earshot-\`; a recording
has them too. In other programs' recordings they are missing, and \`muted\`, \`screen\` and the parts below are \`null\` or empty.

`

const tail = `\`core/test/room/loopback.browser.test.ts\` shows that a real call in Chromium has the numbers, \`core/test/stats\` that the formulas are right and that no report
whatever gives a NaN. This page is made from the declarations (\`core/test/stats/docs.test.ts\`; \`pnpm vitest run -u\` writes it anew).
`
