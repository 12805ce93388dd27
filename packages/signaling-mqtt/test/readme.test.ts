import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'

import { mqtt } from '@earshot/signaling-mqtt'
import { expect, test } from 'vitest'

import { serve } from './example.ts'

test('the example in the README is the one that is tested', async () => {
  const [readme, example] = await Promise.all(
    ['../README.md', 'example.ts'].map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  )
  expect(readme).toContain(example)
})

test('the example lets in who knows the password of the room, and nobody else', async () => {
  const http = await serve(new Map([['stand-up', 'secret']]), 0)
  await once(http, 'listening')
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/mqtt`
  const anna = { peerId: 'anna', epoch: 'anna-1', role: 'member', name: 'Anna', capabilities: [], data: null } as const
  const channel = await mqtt({ url, password: 'secret', username: 'anna' }).open('stand-up', anna)
  await expect(
    mqtt({ url, password: 'guess', username: 'ben' }).open('stand-up', { ...anna, peerId: 'ben' }),
  ).rejects.toMatchObject({
    code: 'signaling-refused',
  })
  await expect(mqtt({ url }).open('another', anna)).rejects.toMatchObject({ code: 'signaling-refused' })
  await channel.close()
  http.closeAllConnections()
  http.close()
})
