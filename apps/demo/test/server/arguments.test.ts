import { expect, test } from 'vitest'
import { parseSettings } from '../../server/arguments.ts'
import { StartError } from '../../server/start-error.ts'

test('serves http on 3000 and https on 3443 when nothing is said', () => {
  expect(parseSettings([], {})).toEqual({
    help: false,
    port: 3000,
    httpsPort: 3443,
    host: null,
    certificateFiles: null,
    logLevel: 'info',
    logFormat: 'short',
  })
})

test('takes ports, host and log level from the environment, and https follows http', () => {
  const settings = parseSettings([], { PORT: '4000', HOST: '127.0.0.1', LOG_LEVEL: 'debug', LOG_FORMAT: 'json' })
  expect(settings).toMatchObject({ port: 4000, httpsPort: 4443, host: '127.0.0.1', logLevel: 'debug', logFormat: 'json' })
  expect(parseSettings([], { HTTPS_PORT: '8443' })).toMatchObject({ port: 3000, httpsPort: 8443 })
  expect(parseSettings([], { PORT: '0' })).toMatchObject({ port: 0, httpsPort: 0 })
})

test('takes an empty variable for one that is not set', () => {
  expect(parseSettings([], { PORT: '', HTTPS_PORT: '', HOST: '', LOG_LEVEL: '', LOG_FORMAT: '' })).toEqual(parseSettings([], {}))
})

test('takes a certificate, also behind the separator that pnpm hands on', () => {
  const certificateFiles = { cert: 'a.pem', key: 'b.pem' }
  expect(parseSettings(['--cert', 'a.pem', '--key', 'b.pem'], {})).toMatchObject({ certificateFiles })
  expect(parseSettings(['--', '--cert=a.pem', '--key=b.pem'], {})).toMatchObject({ certificateFiles })
})

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['an unknown flag', ['--prot', '1'], {}, /--prot/],
  ['a stray word', ['3001'], {}, /3001/],
  ['a flag without its value', ['--cert'], {}, /--cert/],
  ['a certificate without its key', ['--cert', 'a.pem'], {}, /--cert and --key go together/],
  ['a key without its certificate', ['--key', 'b.pem'], {}, /--cert and --key go together/],
  ['a port that is no number', [], { PORT: 'http' }, /PORT must be a number from 0 to 65535, not "http"/],
  ['a port beyond the last', [], { HTTPS_PORT: '65536' }, /HTTPS_PORT must be/],
  ['a negative port', [], { PORT: '-1' }, /PORT must be/],
  ['a port that leaves no room for https', [], { PORT: '65500' }, /set HTTPS_PORT/],
  ['one port for both', [], { PORT: '3443', HTTPS_PORT: '3443' }, /both 3443/],
  ['a host that is no address', [], { HOST: 'my machine' }, /HOST must be an IP address/],
  ['an unknown log level', [], { LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of trace, debug/],
  ['an unknown log format', [], { LOG_FORMAT: 'xml' }, /LOG_FORMAT must be one of short, json/],
])('refuses %s, and says so', (_, flags, environment, message) => {
  const error = thrownBy(() => parseSettings(flags, environment))
  expect(error).toBeInstanceOf(StartError)
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) })
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
