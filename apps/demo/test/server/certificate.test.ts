import { X509Certificate } from 'node:crypto'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readCertificate, selfSignedCertificate } from '../../server/certificate.ts'
import { listen } from '../../server/listen.ts'
import { closeServer } from '../../server/stop.ts'
import { temporaryFolder } from './temporary-folder.ts'

const now = new Date()
const addresses = ['192.168.1.20']
const dayMs = 24 * 60 * 60 * 1000

test('makes a certificate for localhost, loopback and the network, good for 30 days', async () => {
  const made = await selfSignedCertificate({ folder: await temporaryFolder(), addresses, now })
  const certificate = new X509Certificate(made.cert)
  expect(certificate.subjectAltName).toBe(
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.168.1.20',
  )
  expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  expect(certificate.ca).toBe(false)
  const days = (new Date(certificate.validTo).getTime() - new Date(certificate.validFrom).getTime()) / dayMs
  expect(days).toBeCloseTo(30, 2)
})

test('is accepted by a client that trusts it, at the address it names', async () => {
  const made = await selfSignedCertificate({ folder: await temporaryFolder(), addresses, now })
  const server = createServer(made, (_, response) => response.end())
  const port = await listen(server, { port: 0, host: '127.0.0.1', variable: 'HTTPS_PORT' })
  onTestFinished(() => closeServer(server))
  const status = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, ca: made.cert }, (response) => resolve(response.resume().statusCode)).once('error', reject)
  })
  expect(status).toBe(200)
})

test('keeps the private key readable for its owner only, also when it was not', async () => {
  const folder = await temporaryFolder()
  const key = join(folder, 'deeper', 'key.pem')
  await selfSignedCertificate({ folder: join(folder, 'deeper'), addresses, now })
  expect((await stat(key)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'deeper'))).mode & 0o777).toBe(0o700)

  await chmod(key, 0o644)
  await selfSignedCertificate({ folder: join(folder, 'deeper'), addresses, now })
  expect((await stat(key)).mode & 0o777).toBe(0o600)
})

test('uses the certificate again, so that a browser that accepted it does not ask twice', async () => {
  const folder = await temporaryFolder()
  const first = await selfSignedCertificate({ folder, addresses, now })
  expect(await selfSignedCertificate({ folder, addresses, now: after(20) })).toEqual(first)
  expect(await selfSignedCertificate({ folder, addresses: [], now })).toEqual(first)
})

test.each([
  ['is about to end', addresses, after(25)],
  ['has ended', addresses, after(31)],
  ['is not valid yet, the clock having been put back', addresses, after(-1)],
  ['does not name the address this machine has now', ['10.0.0.7'], now],
])('makes a new one when it %s', async (_, currentAddresses, currentTime) => {
  const folder = await temporaryFolder()
  const first = await selfSignedCertificate({ folder, addresses, now })
  const second = await selfSignedCertificate({ folder, addresses: currentAddresses, now: currentTime })
  expect(second.cert).not.toBe(first.cert)
  expect(second.key).not.toBe(first.key)
  expect(await selfSignedCertificate({ folder, addresses: currentAddresses, now: currentTime })).toEqual(second)
})

test('makes a new one when the files are damaged or of two different pairs', async () => {
  const folder = await temporaryFolder()
  const first = await selfSignedCertificate({ folder, addresses, now })
  await writeFile(join(folder, 'cert.pem'), first.cert.slice(0, 100))
  const second = await selfSignedCertificate({ folder, addresses, now })
  expect(second).not.toEqual(first)

  await writeFile(join(folder, 'key.pem'), first.key)
  const third = await selfSignedCertificate({ folder, addresses, now })
  expect(third).not.toEqual(second)
  expect(await readFile(join(folder, 'key.pem'), 'utf8')).toBe(third.key)
})

test('reads a certificate that the user brought', async () => {
  const { folder, files, made } = await broughtFiles()
  expect(await readCertificate(files)).toEqual(made)
  await expect(readCertificate({ ...files, cert: join(folder, 'nowhere.pem') })).rejects.toMatchObject({
    exitCode: 2,
    message: `--cert: ${join(folder, 'nowhere.pem')} cannot be read.`,
  })
})

test('says that a certificate and a key do not belong together', async () => {
  const one = await broughtFiles()
  const other = await broughtFiles()
  await expect(readCertificate({ cert: one.files.cert, key: other.files.key })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('are not a certificate and its private key'),
  })
})

function after(days: number): Date {
  return new Date(now.getTime() + days * dayMs)
}

async function broughtFiles() {
  const folder = await temporaryFolder()
  const made = await selfSignedCertificate({ folder, addresses, now })
  return { folder, files: { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }, made }
}
