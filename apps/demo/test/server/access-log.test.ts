import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { withAccessLog } from '../../server/access-log.ts'
import { serving } from './serving.ts'

test('logs method, path, status and duration, and never the query, which may name a room', async () => {
  const lines: string[] = []
  const log = pino({ base: null }, { write: (line) => void lines.push(line) })
  const ask = await serving(withAccessLog(log, (_, response) => response.writeHead(404).end()))
  await ask('/call/?room=board-meeting')

  await vi.waitFor(() => expect(lines).toHaveLength(1))
  expect(JSON.parse(lines.join(''))).toMatchObject({
    msg: 'request',
    method: 'GET',
    path: '/call/',
    status: 404,
    durationMs: expect.any(Number),
  })
  expect(lines.join('')).not.toContain('board-meeting')
})

test('logs the path that was asked for, also when a handler rewrites it', async () => {
  const lines: string[] = []
  const log = pino({ base: null }, { write: (line) => void lines.push(line) })
  const ask = await serving(
    withAccessLog(log, (request, response) => {
      request.url = '/elsewhere'
      response.end()
    }),
  )
  await ask('/dashboard/')

  await vi.waitFor(() => expect(lines).toHaveLength(1))
  expect(JSON.parse(lines.join(''))).toMatchObject({ path: '/dashboard/', status: 200 })
})
