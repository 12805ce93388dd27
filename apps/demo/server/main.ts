import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBroker } from '@earshot/signaling-mqtt/broker'
import { createSignalingServer } from '@earshot/signaling-socketio/server'
import { withAccessLog } from './access-log.ts'
import { addressesFromOutside, lanAddresses } from './addresses.ts'
import { announcement } from './announcement.ts'
import { parseSettings, usage, type Settings } from './arguments.ts'
import { readCertificate, selfSignedCertificate } from './certificate.ts'
import { listen } from './listen.ts'
import { createLog } from './log.ts'
import { refuseOtherUpgrades } from './other-upgrades.ts'
import { StartError } from './start-error.ts'
import { staticPages } from './static-pages.ts'
import { closeServer, onceToldToStop } from './stop.ts'

const demoFolder = fileURLToPath(new URL('../../', import.meta.url))
const dashboardFolder = dirname(fileURLToPath(import.meta.resolve('@earshot/stats-dashboard/package.json')))

async function start({ host, port, httpsPort, certificateFiles, logLevel, logFormat }: Settings): Promise<void> {
  const addresses = addressesFromOutside(host, lanAddresses(networkInterfaces()))
  const certificate = certificateFiles
    ? await readCertificate(certificateFiles)
    : await selfSignedCertificate({ folder: join(demoFolder, '.certificate'), addresses, now: new Date() })

  // Standard output is for the person who starts it, standard error for the log.
  const log = createLog({ level: logLevel, format: logFormat, output: process.stderr })
  const mounts = [
    { path: '/', folder: join(demoFolder, 'dist/client') },
    { path: '/dashboard/', folder: join(dashboardFolder, 'dist') },
  ]
  const handle = withAccessLog(log, staticPages({ mounts, pages: ['/loopback/', '/call/', '/negotiation/', '/dashboard/'] }))
  const http = createServer(handle)
  const https = createTlsServer(certificate, handle)
  const signaling = createSignalingServer([http, https], { logger: log })
  const broker = await createBroker([http, https], { logger: log })
  for (const server of [http, https]) refuseOtherUpgrades(server, ['/socket.io', '/mqtt'])

  const listening = {
    port: await listen(http, { port, host: host ?? '127.0.0.1', variable: 'PORT' }),
    httpsPort: await listen(https, { port: httpsPort, host, variable: 'HTTPS_PORT' }),
  }
  for (const { path, folder } of mounts) {
    if (!existsSync(join(folder, 'index.html'))) log.warn({ path }, 'this page is not built: run npx --yes pnpm@12 build')
  }
  process.stdout.write(announcement({ host, ...listening, addresses, selfSigned: certificateFiles === null }))
  onceToldToStop(async () => {
    log.info('stopping')
    await Promise.all([signaling.close(), broker.close(), closeServer(http), closeServer(https)])
  })
}

try {
  const settings = parseSettings(process.argv.slice(2), process.env)
  if (settings.help) process.stdout.write(usage)
  else await start(settings)
} catch (error) {
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(error.exitCode)
}
