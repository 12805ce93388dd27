import { expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'

test('puts an event on one short line', () => {
  expect(logged('short', (log) => log.info({ method: 'GET', path: '/call/', status: 200 }, 'request'))).toMatch(
    /^\d\d:\d\d:\d\d info {2}request method=GET path=\/call\/ status=200\n$/,
  )
})

test('shows the cause of an error', () => {
  expect(logged('short', (log) => log.error(new Error('no way')))).toMatch(/error no way err=\{"type":"Error","message":"no way"/)
})

test('does not let a name move the cursor of a terminal or fake a line', () => {
  expect(logged('short', (log) => log.info({ name: 'a\u001b[2J\u009b1A\r\n\u202eb' }, 'joined'))).toMatch(
    /joined name=a�\[2J�1A���b\n$/,
  )
})

test('writes JSON for machines', () => {
  const line: unknown = JSON.parse(logged('json', (log) => log.warn({ room: 'stand-up' }, 'full')))
  expect(line).toEqual({ level: 40, time: expect.any(Number), room: 'stand-up', msg: 'full' })
})

test('leaves out what is below the level', () => {
  expect(logged('short', (log) => log.debug('detail'))).toBe('')
})

function logged(format: 'short' | 'json', write: (log: ReturnType<typeof createLog>) => void): string {
  let output = ''
  write(createLog({ level: 'info', format, output: { write: (text) => void (output += text) } }))
  return output
}
