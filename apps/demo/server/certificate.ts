import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { generate } from 'selfsigned'
import { StartError } from './start-error.ts'

/** What https needs, both PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const dayMs = 24 * 60 * 60 * 1000
const validityMs = 30 * dayMs
/** A certificate that ends sooner is renewed at start: a running server does not change it. */
const leastRemainingMs = 7 * dayMs

/** Reads the certificate a user brought. Throws a StartError that says which file is the matter. */
export async function readCertificate(files: { readonly cert: string; readonly key: string }): Promise<Certificate> {
  const certificate = { cert: await readPem('--cert', files.cert), key: await readPem('--key', files.key) }
  try {
    createSecureContext(certificate)
  } catch (error) {
    throw new StartError(2, `${files.cert} and ${files.key} are not a certificate and its private key, both PEM.`, {
      cause: error,
    })
  }
  return certificate
}

/**
 * A certificate for localhost and these addresses, signed by itself. The one kept in `folder` is used again until it ends
 * or no longer names every address: each new one makes every browser warn again.
 */
export async function selfSignedCertificate(options: {
  readonly folder: string
  readonly addresses: readonly string[]
  readonly now: Date
}): Promise<Certificate> {
  const names = { cert: join(options.folder, 'cert.pem'), key: join(options.folder, 'key.pem') }
  const addresses = ['127.0.0.1', '::1', ...options.addresses]
  const kept = await readKept(names)
  if (kept !== null && isGood(kept, addresses, options.now)) {
    await chmod(names.key, 0o600)
    return kept
  }
  const made = await make(addresses, options.now)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await replaceFile(names.key, made.key)
  await replaceFile(names.cert, made.cert)
  return made
}

async function readPem(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new StartError(2, `${flag}: ${resolve(file)} cannot be read.`, { cause: error })
  }
}

async function readKept(names: Certificate): Promise<Certificate | null> {
  try {
    return { cert: await readFile(names.cert, 'utf8'), key: await readFile(names.key, 'utf8') }
  } catch {
    return null // none yet, or not ours to read: a new one is made either way
  }
}

function isGood({ cert, key }: Certificate, addresses: readonly string[], now: Date): boolean {
  try {
    const certificate = new X509Certificate(cert)
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      certificate.checkHost('localhost') !== undefined &&
      addresses.every((address) => certificate.checkIP(address) !== undefined) &&
      new Date(certificate.validFrom).getTime() <= now.getTime() &&
      new Date(certificate.validTo).getTime() >= now.getTime() + leastRemainingMs
    )
  } catch {
    return false // a half-written or foreign file
  }
}

async function make(addresses: readonly string[], now: Date): Promise<Certificate> {
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate: new Date(now.getTime() + validityMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  })
  return { cert: pem.cert, key: pem.private }
}

/** In one step, so that a server that starts meanwhile never reads half a file, and private from its first byte on. */
async function replaceFile(name: string, content: string): Promise<void> {
  const draft = `${name}.${process.pid}`
  await writeFile(draft, content, { mode: 0o600 })
  await rename(draft, name)
}
