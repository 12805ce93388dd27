import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The linter's rules are only worth what they catch: each is shown a violation in a folder tree shaped like ours, all in one run.

interface Plant {
  readonly rule: string
  readonly path: string
  readonly code: string
}

const imports = 'eslint(no-restricted-imports)'
const globals = 'eslint(no-restricted-globals)'
const types = 'typescript(no-restricted-types)'

const violations: readonly Plant[] = [
  // Who may import whom
  { rule: imports, path: 'packages/core/src/call/transport.ts', code: "export { io } from 'socket.io-client'" },
  { rule: imports, path: 'packages/core/src/room/transport.ts', code: "export const load = () => import('mqtt')" },
  { rule: imports, path: 'packages/core/src/stats/node.ts', code: "export { readFile } from 'node:fs/promises'" },
  { rule: imports, path: 'packages/core/src/media/ours.ts', code: "export { socketIo } from '@earshot/signaling-socketio'" },
  { rule: imports, path: 'packages/signaling-socketio/src/whole-core.ts', code: "export { joinRoom } from '@earshot/core'" },
  { rule: imports, path: 'packages/signaling-socketio/src/stats.ts', code: "export type { Sample } from '@earshot/core/stats'" },
  {
    rule: imports,
    path: 'packages/signaling-mqtt/src/sibling.ts',
    code: "export { socketIo } from '@earshot/signaling-socketio'",
  },
  { rule: imports, path: 'packages/diagnostics/src/whole-core.ts', code: "export { joinRoom } from '@earshot/core'" },
  { rule: imports, path: 'packages/diagnostics/src/signaling.ts', code: "export { isId } from '@earshot/core/signaling'" },
  { rule: imports, path: 'packages/diagnostics/src/file.ts', code: "export { readFile } from 'node:fs/promises'" },
  { rule: imports, path: 'packages/panel/src/core.ts', code: "export { joinRoom } from '@earshot/core'" },
  {
    rule: imports,
    path: 'packages/signaling-contract/src/value.ts',
    code: "export { memoryTransport } from '@earshot/core/signaling'",
  },
  { rule: imports, path: 'packages/signaling-contract/src/transport.ts', code: "export { Server } from 'socket.io'" },
  { rule: imports, path: 'apps/demo/src/chart.ts', code: "export { Chart } from 'chart.js'" },
  { rule: imports, path: 'apps/stats-dashboard/src/view/quality/chart.ts', code: "export { Chart } from 'chart.js/auto'" },

  // The floors inside core
  { rule: imports, path: 'packages/core/src/room/up.ts', code: "export { joinRoom } from '../index.ts'" },
  { rule: imports, path: 'packages/core/src/call/up.ts', code: "export { roster } from '../room/roster.ts'" },
  { rule: imports, path: 'packages/core/src/negotiation/up.ts', code: "export { step } from '../call/call-state.ts'" },
  { rule: imports, path: 'packages/core/src/negotiation/deep/up.ts', code: "export { roster } from '../../room/roster.ts'" },
  { rule: imports, path: 'packages/core/src/stats/up.ts', code: "export { negotiate } from '../negotiation/negotiate.ts'" },
  { rule: imports, path: 'packages/core/src/stats/beside.ts', code: "export { link } from '../signaling/link.ts'" },
  { rule: imports, path: 'packages/core/src/signaling/beside.ts', code: "export { sample } from '../stats/sample.ts'" },
  { rule: imports, path: 'packages/core/src/signaling/up.ts', code: "export { negotiate } from '../negotiation/negotiate.ts'" },
  { rule: imports, path: 'packages/core/src/media/beside.ts', code: "export { link } from '../signaling/link.ts'" },
  { rule: imports, path: 'packages/core/src/emitter.ts', code: "export { EarshotError } from './errors.ts'" },
  { rule: imports, path: 'packages/core/src/clock.ts', code: "export { link } from './signaling/link.ts'" },

  // What core may touch
  { rule: globals, path: 'packages/core/src/call/second.ts', code: 'export const make = () => new RTCPeerConnection()' },
  {
    rule: globals,
    path: 'packages/core/src/room/third.ts',
    code: 'export const make = () => new globalThis.RTCPeerConnection()',
  },
  { rule: globals, path: 'packages/core/src/stats/browser.ts', code: 'export const agent = () => navigator.userAgent' },
  { rule: globals, path: 'packages/core/src/stats/clock.ts', code: 'export const now = () => performance.now()' },
  { rule: globals, path: 'packages/core/src/signaling/date.ts', code: 'export const now = () => Date.now()' },
  { rule: globals, path: 'packages/core/src/signaling/hidden.ts', code: "export const now = () => globalThis['Date'].now()" },
  { rule: globals, path: 'packages/core/src/signaling/random.ts', code: 'export const id = () => crypto.randomUUID()' },
  {
    rule: globals,
    path: 'packages/core/src/negotiation/timer.ts',
    code: 'export const later = (task: () => void) => setTimeout(task, 1)',
  },
  { rule: globals, path: 'packages/core/src/call/call-state.ts', code: 'export const now = () => Date.now()' },
  { rule: globals, path: 'packages/core/src/room/roster.ts', code: 'export const title = () => document.title' },
  {
    rule: globals,
    path: 'packages/core/src/media/codecs.ts',
    code: "export const codecs = () => RTCRtpSender.getCapabilities('audio')",
  },
  {
    rule: types,
    path: 'packages/core/src/negotiation/typed.ts',
    code: 'export const state = (it: RTCPeerConnection) => it.signalingState',
  },
  { rule: types, path: 'packages/core/src/stats/typed.ts', code: 'export const id = (it: MediaStreamTrack) => it.id' },
  {
    rule: 'eslint(no-restricted-properties)',
    path: 'packages/core/src/signaling/chance.ts',
    code: 'export const chance = () => Math.random()',
  },

  { rule: globals, path: 'packages/signaling-mqtt/src/members.ts', code: 'export const now = () => Date.now()' },

  { rule: globals, path: 'packages/diagnostics/src/clock.ts', code: 'export const now = () => Date.now()' },

  // The language we write
  {
    rule: 'import(no-cycle)',
    path: 'apps/demo/src/cycle-a.ts',
    code: "import { b } from './cycle-b.ts'\nexport const a = (): unknown => b",
  },
  {
    rule: 'import(no-cycle)',
    path: 'apps/demo/src/cycle-b.ts',
    code: "import { a } from './cycle-a.ts'\nexport const b = (): unknown => a",
  },
  {
    rule: 'import(no-default-export)',
    path: 'packages/core/src/media/default.ts',
    code: 'const value = 1\nexport default value',
  },
  {
    rule: 'typescript(no-explicit-any)',
    path: 'packages/core/src/media/any.ts',
    code: 'export const value = (it: any): unknown => it',
  },
  {
    rule: 'typescript(no-non-null-assertion)',
    path: 'packages/core/src/media/non-null.ts',
    code: 'export const first = (list: readonly string[]): string => list[0]!',
  },
  {
    rule: 'typescript(consistent-type-assertions)',
    path: 'apps/demo/src/assertion.ts',
    code: 'export const text = (it: unknown): string => it as string',
  },
  {
    rule: 'typescript(no-floating-promises)',
    path: 'packages/core/src/media/floating.ts',
    code: 'const work = async (): Promise<void> => {}\nexport const start = (): void => {\n  work()\n}',
  },
  {
    rule: 'typescript(switch-exhaustiveness-check)',
    path: 'packages/core/src/media/switch.ts',
    code: "export const f = (it: 'a' | 'b'): number => {\n  switch (it) {\n    case 'a':\n      return 1\n  }\n  return 2\n}",
  },
]

/** What stays allowed, so that no rule fires at everything. */
const clean: readonly Omit<Plant, 'rule'>[] = [
  { path: 'packages/core/src/index.ts', code: "export { joinRoom } from './room/join.ts'" },
  { path: 'packages/core/src/room/join.ts', code: "export { call as joinRoom } from '../call/call.ts'" },
  {
    path: 'packages/core/src/call/call.ts',
    code: "import { systemClock } from '../media/clock.ts'\nexport const call = (self: RTCPeerConnection): unknown => [self.signalingState, systemClock]",
  },
  {
    path: 'packages/core/src/call/peer-connection.ts',
    code: 'export const connect = (): RTCPeerConnection => new RTCPeerConnection()',
  },
  { path: 'packages/core/src/media/clock.ts', code: 'export const systemClock = { now: (): number => performance.now() }' },
  {
    path: 'packages/core/src/stats/sampler.ts',
    code: 'export const every = (task: () => void): unknown => setInterval(task, 1_000)',
  },
  { path: 'packages/core/src/stats/valid.ts', code: "export { number } from 'valibot'" },
  { path: 'packages/core/src/signaling/seal.ts', code: 'export const id = (): string => crypto.randomUUID()' },
  {
    path: 'packages/core/src/signaling/self.ts',
    code: 'export const name = (self: { readonly name: string }): string => self.name',
  },
  {
    path: 'packages/signaling-socketio/src/client.ts',
    code: "export type { SignalingTransport } from '@earshot/core/signaling'",
  },
  { path: 'packages/signaling-socketio/src/server.ts', code: "export { isId } from '@earshot/core/signaling'" },
  {
    path: 'packages/signaling-contract/src/delivery.ts',
    code: "export type { SignalingTransport } from '@earshot/core/signaling'",
  },
  { path: 'packages/diagnostics/src/stats.ts', code: "export type { Sample } from '@earshot/core/stats'" },
  { path: 'packages/diagnostics/src/call.ts', code: "export type { Call } from '@earshot/core'" },
  { path: 'packages/diagnostics/src/command/file.ts', code: "export { readFile } from 'node:fs/promises'" },
  { path: 'apps/demo/src/app.ts', code: "export { joinRoom } from '@earshot/core'" },
  { path: 'apps/stats-dashboard/src/view/chart/line.ts', code: "export { Chart } from 'chart.js'" },
  { path: 'vite.config.ts', code: 'const config = {}\nexport default config' },
]

describe('the linter', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  let folder = ''
  let findings: readonly Finding[] = []

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'earshot-lint-'))
    await cp(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'))
    await cp(path.join(root, 'tsconfig.base.json'), path.join(folder, 'tsconfig.json'))
    await Promise.all([...violations, ...clean].map((plant) => write(path.join(folder, plant.path), plant.code)))
    findings = await lint(root, folder)
  }, 60_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.for(violations)('$rule fires on $path', ({ rule, path: file }) => {
    expect(rulesAt(file)).toContain(rule)
  })

  test.for(clean)('finds nothing wrong with $path', ({ path: file }) => {
    expect(rulesAt(file)).toEqual([])
  })

  test('is shown every file once', () => {
    const paths = [...violations, ...clean].map((plant) => plant.path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  const rulesAt = (file: string): readonly string[] =>
    findings.filter(({ filename }) => filename === file).map(({ code }) => code)
})

interface Finding {
  readonly filename: string
  readonly code: string
}

async function write(file: string, code: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `${code}\n`)
}

async function lint(root: string, cwd: string): Promise<readonly Finding[]> {
  const bin = path.join(root, 'node_modules', '.bin')
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: path.join(bin, 'tsgolint') }
  const output = await new Promise<string>((resolve, reject) => {
    // It exits with 1, because it finds what was planted.
    execFile(path.join(bin, 'oxlint'), ['--format=json'], { cwd, env, maxBuffer: 16_000_000 }, (error, stdout, stderr) =>
      stdout.startsWith('{') ? resolve(stdout) : reject(error ?? new Error(stderr)),
    )
  })
  return (JSON.parse(output) as { readonly diagnostics: readonly Finding[] }).diagnostics
}
