import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../server/listen.ts'
import { closeServer } from '../../server/stop.ts'

test('resolves to the port that the system picked', async () => {
  expect(await listen(server(), { port: 0, host: '127.0.0.1', variable: 'PORT' })).toBeGreaterThan(0)
})

test.each(['PORT', 'HTTPS_PORT'] as const)('says that a port is taken and how to choose another: %s', async (variable) => {
  const port = await listen(server(), { port: 0, host: '127.0.0.1', variable })
  await expect(listen(server(), { port, host: '127.0.0.1', variable })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      new RegExp(`^Port ${port} is taken by another program\\. Choose another one: ${variable}=\\d+ npx --yes pnpm@12 start$`),
    ),
  })
})

test('says that an address is not one of this machine', async () => {
  // RFC 5737: for documentation, nobody has it.
  await expect(listen(server(), { port: 0, host: '192.0.2.1', variable: 'PORT' })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining('192.0.2.1 is not an address of this machine'),
  })
})

function server() {
  const created = createServer()
  onTestFinished(() => closeServer(created))
  return created
}
