import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { staticPages } from '../../server/static-pages.ts'
import { serving } from './serving.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('serves the index, the pages in folders, and another app under its own path', async () => {
  const { ask } = await pages()
  expect(await ask('/')).toMatchObject({ status: 200, body: 'the index' })
  expect(await ask('/call/')).toMatchObject({ status: 200, body: 'the call' })
  expect(await ask('/call/?room=stand-up')).toMatchObject({ status: 200, body: 'the call' })
  expect(await ask('/dashboard/?room=stand-up')).toMatchObject({ status: 200, body: 'the dashboard' })
  expect(await ask('/dashboard/assets/main-B1c2D3e4.js')).toMatchObject({ status: 200, body: 'dashboard code' })
})

test('sends a folder without its slash to the page, with the query', async () => {
  const { ask } = await pages()
  expect(await ask('/call?room=a%20b&name=x')).toMatchObject({ status: 301, headers: { location: '/call/?room=a%20b&name=x' } })
  expect(await ask('/dashboard')).toMatchObject({ status: 301, headers: { location: '/dashboard/' } })
})

test('lets a page run only what this server sent', async () => {
  const { ask } = await pages()
  const { headers } = await ask('/call/', { headers: { host: 'localhost:3000' } })
  expect(String(headers['content-security-policy']).split('; ')).toEqual([
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob: mediastream:",
    "connect-src 'self' ws://localhost:3000",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ])
  expect(headers).toMatchObject({
    'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self)',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})

test('does not let the host header add to the policy', async () => {
  const { ask } = await pages()
  const { headers } = await ask('/', { headers: { host: "x; script-src 'unsafe-inline'" } })
  expect(headers['content-security-policy']).toContain("connect-src 'self'; object-src")
})

test('sets the headers on every kind of answer', async () => {
  const { ask } = await pages()
  const { headers: page } = await ask('/')
  const answers = [
    await ask('/nothing'),
    await ask('/call'),
    await ask('/', { method: 'POST' }),
    await ask('/', { headers: { 'if-none-match': page.etag ?? '' } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 301, 405, 304])
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('lets a browser keep what has a hash in its name, and ask again for the rest', async () => {
  const { ask } = await pages()
  expect((await ask('/assets/main-B1c2D3e4.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await ask('/dashboard/assets/main-B1c2D3e4.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await ask('/call/')).headers['cache-control']).toBe('no-cache')
  expect((await ask('/icon.svg')).headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
})

test('answers an unknown path with a page of text that does not repeat it', async () => {
  const { ask } = await pages()
  const { status, headers, body } = await ask('/<script>alert(1)</script>')
  expect(status).toBe(404)
  expect(headers['content-type']).toBe('text/html;charset=utf-8')
  expect(body).toContain('There is no page at this address')
  expect(body).not.toContain('alert')
  expect(headers['content-security-policy']).toMatch(/style-src 'sha256-[\w+/]{43}='/)
})

test.each([
  '/../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/secret.txt',
  '/dashboard/../../secret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/dashboard/..%2f..%2fsecret.txt',
  '/%',
  '/%00',
  '/index.html%00.js',
  '/call/../../secret.txt',
])('serves nothing outside its folders: %s', async (path) => {
  const { ask } = await pages()
  expect(await ask(path)).toMatchObject({ status: 404, body: expect.stringContaining('no page at this address') })
})

test('answers HEAD with the headers alone', async () => {
  const { ask } = await pages()
  expect(await ask('/call/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '8' } })
  expect(await ask('/nothing', { method: 'HEAD' })).toMatchObject({ status: 404, body: '' })
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
  const { ask } = await pages()
  expect(await ask('/call/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
})

test('goes on after a range that makes no sense', async () => {
  const { ask } = await pages()
  expect(await ask('/call/', { headers: { range: 'bytes=5-2' } })).toMatchObject({ status: 200, body: 'the call' })
  expect(await ask('/')).toMatchObject({ status: 200 })
})

test('shows a new build without a restart', async () => {
  const { ask, folder } = await pages()
  await ask('/')
  await writeFile(join(folder, 'client/index.html'), 'the new index')
  await rm(join(folder, 'client/assets'), { recursive: true })
  expect(await ask('/')).toMatchObject({ status: 200, body: 'the new index' })
  expect(await ask('/assets/main-B1c2D3e4.js')).toMatchObject({ status: 404 })
})

test('says that there is no page where nothing was built', async () => {
  const folder = await temporaryFolder()
  const ask = await serving(staticPages({ mounts: [{ path: '/', folder: join(folder, 'dist') }], pages: [] }))
  expect(await ask('/')).toMatchObject({ status: 404 })
})

async function pages() {
  const folder = await temporaryFolder()
  const files = {
    'secret.txt': 'not for the web',
    'client/index.html': 'the index',
    'client/icon.svg': '<svg/>',
    'client/call/index.html': 'the call',
    'client/assets/main-B1c2D3e4.js': 'code',
    'dashboard/index.html': 'the dashboard',
    'dashboard/assets/main-B1c2D3e4.js': 'dashboard code',
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const mounts = [
    { path: '/', folder: join(folder, 'client') },
    { path: '/dashboard/', folder: join(folder, 'dashboard') },
  ]
  return { folder, ask: await serving(staticPages({ mounts, pages: ['/call/', '/dashboard/'] })) }
}
