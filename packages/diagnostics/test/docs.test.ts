import { expect, test } from 'vitest'

import type { Detector, StateDetector } from '../src/detector.ts'
import { detectors, stateDetectors } from '../src/detectors/all.ts'

import { ends, evaluate, readLabels, type Evaluation } from './labelled/evaluate.ts'

test('docs/detectors.md says what is detected, and what was found in calls that were made bad on purpose', async () => {
  const evaluations: Evaluation[] = []
  for (const [scene, label] of await readLabels()) evaluations.push(await evaluate(scene, label))
  const page = [
    head,
    '| issue | side | severity | by | raised | resolved |',
    '|---|---|---|---|---|---|',
    ...stateDetectors.map(stateRow),
    ...detectors.map(row),
    '',
    rules,
    '| call | what was done | found at hall | found at office | missed | false |',
    '|---|---|---|---|---|---|',
    ...evaluations.map(sceneRow),
    '',
    summary(evaluations),
    tail,
  ].join('\n')
  await expect(page).toMatchFileSnapshot('../../../docs/detectors.md')
}, 120_000)

function row({ type, side, severity, metric, raise, raiseMs, critical, clear, clearMs, over }: Detector): string {
  const how = over === 'mean' ? ' on average' : ''
  const state = raise === 1 && clear === 0.5 && critical === undefined
  const worse = critical === undefined ? '' : `, critical from ${number(critical)}`
  const raised = state ? `so${lasting(raiseMs)}` : `from ${number(raise)}${worse}${how}${lasting(raiseMs)}`
  const resolved = state ? `not so${lasting(clearMs)}` : `below ${number(clear)}${lasting(clearMs)}`
  return cells(`\`${type}\``, typeof side === 'string' ? side : 'by direction', severity, metric, raised, resolved)
}

function stateRow({ type, side, severity, metric, raiseMs, criticalMs, clearMs }: StateDetector): string {
  const worse = criticalMs === undefined ? '' : `, critical after ${criticalMs / 1_000} s`
  return cells(`\`${type}\``, side, severity, metric, `so${lasting(raiseMs)}${worse}`, `not so${lasting(clearMs)}`)
}

function sceneRow({ scene, label, found, missed, wrong }: Evaluation): string {
  const [hall, office] = ends.map((end) => {
    const expected = new Set(label.expect[end].map(({ type }) => type))
    const types = [...new Set(found[end].issues.map(({ type }) => type))].filter((type) => type !== 'relay-in-use')
    return types.map((type) => (expected.has(type) ? `**${type}**` : type)).join(', ') || '–'
  })
  return cells(scene, label.says, hall ?? '', office ?? '', missed.join(', ') || '–', wrong.join(', ') || '–')
}

function summary(evaluations: readonly Evaluation[]): string {
  const expected = evaluations.reduce((total, evaluation) => total + evaluation.expected, 0)
  const missed = evaluations.reduce((total, evaluation) => total + evaluation.missed.length, 0)
  const wrong = evaluations.reduce((total, evaluation) => total + evaluation.wrong.length, 0)
  const repeated = evaluations.reduce((total, evaluation) => total + evaluation.repeated.length, 0)
  return `Of ${expected} issues that had to be found ${expected - missed} were, on the right side; ${wrong} were found that were not there, and ${repeated} were raised twice or
never resolved. Bold is what had to be found; the rest are what followed from it. \`relay-in-use\`, which is true of every relayed call, is left out of the table.
`
}

function cells(...values: readonly string[]): string {
  return `| ${values.join(' | ')} |`
}

function lasting(ms: number): string {
  return ms === 0 ? ', at once' : ` for ${ms / 1_000} s`
}

function number(value: number): string {
  return value >= 1_000 ? value.toLocaleString('en').replaceAll(',', ' ') : String(value)
}

const head = `# What is detected

\`@earshot/diagnostics\` judges the [samples](stats.md) of a call and what happens in it. Time is the recording's own: a recording gives the issues that the live call gave. An issue is
raised once, lasts until what raised it is well over, and is resolved once. Values that are missing neither raise nor resolve; a gap starts all over.

The times below are how long it takes to be sure. The issue itself begins where its evidence begins, which is before it is raised, and ends where its evidence ends, which is before it is
resolved. Its evidence has the worst value, when that was, the mean while it lasted (of loss by packets, else by time), and the bound of its severity. What is judged and is not there any
more (a camera that is turned off, a layer that is not sent) has nothing wrong with it.
`

const rules = `- Where the side is "by direction" the way leads over both lines: \`uplink\` for what is sent, \`downlink\` for what arrives, with a confidence of 0.7. When this end has other calls, what
  all of them suffer is its own line's and what only this one suffers is the \`remote\` line's, with 0.9.
- Tracks that are muted or held on purpose, at either end, are not judged; screens are not judged by their frames, nor what a hidden page shows.
- Loss is lost by lost and received. A connection whose beginning was recorded has counters that begin at 0, so what was lost before the first report counts. Fewer than ten lost packets
  mean nothing, and what a server left out while it paused one stream of several is not lost.
- Where the answers of the other side are not counted, silence is an outage only when the path was known to be down, or sound stopped. A connection that was never up never came up: it is not
  lost, and not interrupted. One that was connected, or brought media, has had its encryption.
- The packets of a picture come together, so jitter of pictures counts from the time between two of them on, or where something else shows it: loss, a queue, freezes, uneven sound.
- Few pictures are a slow camera only where a camera was captured, and no screen.
- The bandwidth has collapsed when half of its best that lasted is lost, what is left is half of what the encoders wanted before, or less, and it is in use. It has so until it has risen again.
- Freezes in pieces are those of the last ten seconds, and never critical; a picture that stands still is so since its last frame.
- Congestion and low resolution are judged 20 s after the path is up, and 10 s after the path or the tracks change: the estimate of the bandwidth starts low in every
  network. (That the estimate has reached what the encoders ask for is no sign that it has risen: they ask for what it allows.)
- An issue that another explains says so (\`suppressedBy\`), and goes on saying so when its cause is over: a picture that stands still because nothing arrives is no headline of its own.
- Signs of congestion, upwards: limited by bandwidth half of the time; an estimate 30 % below its best of half a minute; a queue of 50 ms and a third of the distance; 2 % loss; 50 ms
  until a packet is sent. Downwards: 2 % loss; jitter of 30 ms, or a jitter buffer of 100 ms, and twice what is usual; a bitrate 40 % below its best; a queue. Two at once make an issue.
- A rate over a long interval counts for all of it, so recordings with a report every ten seconds are judged too. Of values of a moment (round trip, jitter) two are needed.
- \`unsupportedInputs\` names numbers that would have helped and that this browser never reports.

Each has a test that raises it once, in time, that resolves it, and that stays silent without data (\`packages/diagnostics/test/detectors.test.ts\`).

## Found in real calls

Each row is a call between two Chromium over a relay with a proxy before it, or directly, in which one thing was wrong for half a minute or as long as it says. Both ends were recorded
without addresses (\`packages/diagnostics/test/fixtures/labelled\`, made by \`tools/labelled\`), and the recordings are judged in every run of the tests. This page is made from them
(\`packages/diagnostics/test/docs.test.ts\`; \`pnpm vitest run -u\` writes it anew).
`

const tail = `## Not proven in a real call

Tests with made samples show them, but no call here had to have them: \`cpu-limited-encoder\` (Chromium 156 made its encoder faster instead), \`playout-glitch\`, \`audio-not-played\`,
\`encoder-dead\`, \`decoder-overload\`, \`black-or-no-first-frame\`, \`turn-unreachable\`, and what tells the sides apart by other calls. \`av-desync\` was only seen to follow: from a hold, after
which Chromium reckons wrongly which sound belongs to which picture, and from receiver reports that are lost.

## Not judged

What statistics do not have: a camera that is covered (its pictures are pictures). Layers of simulcast, changes of codec, encoder or network, a codec that was not wanted, low bandwidth
of data channels, a page whose own work is too much for it: there was no call to prove them by.
`
