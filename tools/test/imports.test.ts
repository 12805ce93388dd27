import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'

import { canChooseSpeaker, localMedia, memoryTransport, type Call } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'

import { definePanel } from '../../packages/panel/src/index.ts'

const packages = new URL('../../packages/', import.meta.url)
const entries = (await readdir(packages)).flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly '@earshot/source': string }>>
  }
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string'
      ? []
      : [[`@earshot/${name}${entry.slice(1)}`, new URL(`${name}/${target['@earshot/source']}`, packages)] as const],
  )
})

test.each(entries)('%s is imported in Node, where there is no page', async (_entry, file) => {
  expect(Object.keys((await import(file.href)) as object)).not.toEqual([])
})

// What an application has at the top of its modules, which a server runs as well.
const signaling = [memoryTransport(), socketIo({ url: 'http://localhost:3947' })]
const chooses = canChooseSpeaker()

function Meeting({ call }: { readonly call: Call | null }) {
  const start = () => localMedia()
  return h('main', null, [
    h('button', { onClick: start }, call === null ? 'Call' : call.state),
    chooses ? h('select', null) : null,
    h('p', null, `${signaling.length} ways`),
    h('earshot-panel', null),
  ])
}

test('a component that uses the API is rendered on a server', () => {
  const page = renderToString(h(Meeting, { call: null }))
  expect(page).toBe('<main><button>Call</button><p>2 ways</p><earshot-panel></earshot-panel></main>')
})

test('on a server the panel says that it is for the browser', () => {
  expect(() => definePanel()).toThrow(expect.objectContaining({ name: 'EarshotError', code: 'unsupported' }))
})
