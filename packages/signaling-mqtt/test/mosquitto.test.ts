import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { joinRoom } from '@earshot/core'
import type { ChannelEvent, Presence, SignalingChannel } from '@earshot/core/signaling'
import { mqtt } from '@earshot/signaling-mqtt'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { freePort, startMosquitto, withoutMosquitto, type Mosquitto } from '../../../tools/net/mosquitto.mjs'
import { honest, rawClient } from './raw-client.ts'

const documentation = fileURLToPath(new URL('../../../docs/mqtt.md', import.meta.url))
const users = ['anna', 'ben', 'mallory']
const password = 'secret'

test.skipIf(withoutMosquitto)(
  'mosquitto, as docs/mqtt.md configures it for development, takes peers over WebSocket and over TCP',
  async () => {
    const [port, nodePort] = [await freePort(), await freePort()]
    const lines = block(await readFile(documentation, 'utf8'), 'mosquitto, for development', 'conf')
    expect(lines.trim().split('\n')).toHaveLength(4)
    const configuration = lines.replace('listener 9001', 'listener PORT').replace('listener 1883', `listener ${nodePort}`)
    const broker = await startMosquitto({ port, configuration })
    onTestFinished(() => broker.kill())
    const urls = [`ws://localhost:${port}`, `mqtt://localhost:${nodePort}`, `ws://127.0.0.1:${port}/mqtt`]
    for (const [index, url] of urls.entries()) {
      const room = await joinRoom({ signaling: mqtt({ url }), room: 'room', peerId: `peer-${index}` })
      onTestFinished(() => room.leave())
      expect(room.peers.size).toBe(index)
    }
  },
)

describe.skipIf(withoutMosquitto)('mosquitto, as docs/mqtt.md configures it', () => {
  let broker: Mosquitto
  let ca: string
  let urls: { readonly browsers: string; readonly node: string }

  beforeAll(async () => {
    const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
      ],
    })
    ca = certificate.cert
    const port = await freePort()
    const nodePort = await freePort()
    const text = await readFile(documentation, 'utf8')
    const files = {
      'earshot.passwd': await passwords(),
      'earshot.acl': block(text, 'mosquitto', 'acl'),
      'server.crt': certificate.cert,
      'server.key': certificate.private,
    }
    const configuration = block(text, 'mosquitto', 'conf')
      .replaceAll('/etc/mosquitto/certs/', 'FOLDER/')
      .replaceAll('/etc/mosquitto/', 'FOLDER/')
      .replace('listener 8084', 'listener PORT 127.0.0.1')
      .replace('listener 8883', `listener ${nodePort} 127.0.0.1`)
    broker = await startMosquitto({ port, configuration, files })
    urls = { browsers: `wss://localhost:${port}`, node: `mqtts://localhost:${nodePort}` }
  })

  afterAll(() => broker?.kill())

  async function enter(url: string, peerId: string, username = peerId): Promise<readonly [SignalingChannel, ChannelEvent[]]> {
    const self: Presence = { peerId, epoch: `${peerId}-1`, role: 'member', name: peerId, capabilities: [], data: null }
    const channel = await mqtt({ url, username, password, ca }).open('room', self)
    const heard: ChannelEvent[] = []
    channel.subscribe((event) => heard.push(event))
    onTestFinished(() => channel.close())
    return [channel, heard]
  }

  test('takes peers over WebSocket and over TCP, both with TLS, into one room', async () => {
    const [anna, annaHeard] = await enter(urls.browsers, 'anna')
    const [ben, benHeard] = await enter(urls.node, 'ben')
    ben.send('anna', 'hello')
    await expect.poll(() => annaHeard).toContainEqual({ type: 'message', from: 'ben', payload: 'hello' })
    anna.send('ben', 'x'.repeat(65_536))
    await expect.poll(() => benHeard).toContainEqual({ type: 'message', from: 'anna', payload: 'x'.repeat(65_536) })
  })

  test('refuses a wrong password, with a reason', async () => {
    const opening = mqtt({ url: urls.node, username: 'anna', password: 'wrong', ca }).open('room', {
      peerId: 'anna',
      epoch: 'anna-1',
      role: 'member',
      name: 'anna',
      capabilities: [],
      data: null,
    })
    await expect(opening).rejects.toMatchObject({
      code: 'signaling-refused',
      message: expect.stringContaining('user name and password'),
    })
  })

  test('T4: who joins under a name that is not its user name is told which topic is denied', async () => {
    await expect(enter(urls.node, 'anna', 'mallory')).rejects.toMatchObject({
      code: 'signaling-refused',
      message: expect.stringContaining('earshot/v1/room/to/anna/from/anna'),
    })
  })

  test('T4, T5, T6, T8, T9: a user can neither write as another, nor read what is for another, nor clear its presence, nor throw it out', async () => {
    const [, annaHeard] = await enter(urls.node, 'anna')
    const [ben, benHeard] = await enter(urls.node, 'ben')
    await expect.poll(() => annaHeard).toContainEqual(expect.objectContaining({ type: 'joined' }))
    const mallory = await rawClient(urls.node, { ...honest('mallory'), username: 'mallory', password, ca, will: forgedWill })
    for (const filter of ['#', '$SYS/#', 'earshot/#', 'earshot/v1/room/to/anna/from/+']) await mallory.subscribe(filter)
    await mallory.publish('earshot/v1/room/to/anna/from/ben', '"forged"')
    await mallory.publish('earshot/v1/room/presence/ben', '{"type":"left","epoch":"ben-1"}')
    await mallory.publish('earshot/v1/room/presence/ben', '', { retain: true })
    mallory.vanish()
    ben.send('anna', 'true')
    await expect.poll(() => annaHeard).toContainEqual({ type: 'message', from: 'ben', payload: 'true' })
    expect(annaHeard.filter(({ type }) => type === 'message' || type === 'left')).toHaveLength(1)
    expect(benHeard.some(({ type }) => type === 'down')).toBe(false)
    expect(mallory.heard.filter((line) => !line.startsWith('earshot/v1/room/presence/'))).toEqual([])
  })
})

const forgedWill = {
  topic: 'earshot/v1/room/presence/ben',
  payload: Buffer.from('{"type":"left","epoch":"ben-1"}'),
  qos: 1,
  retain: true,
} as const

/** The code block of this language under this heading. */
function block(text: string, heading: string, language: string): string {
  const section = text.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1]
  if (found === undefined) throw new Error(`docs/mqtt.md has no block of ${language} under ${heading}`)
  return found
}

async function passwords(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-passwords-'))
  const file = join(folder, 'passwords')
  await writeFile(file, '')
  const program = ['/usr/bin/mosquitto_passwd', '/usr/local/bin/mosquitto_passwd', '/opt/homebrew/bin/mosquitto_passwd'].find(
    (path) => existsSync(path),
  )
  for (const user of users) execFileSync(program ?? 'mosquitto_passwd', ['-b', file, user, password], { stdio: 'ignore' })
  const text = await readFile(file, 'utf8')
  await rm(folder, { recursive: true })
  return text
}
