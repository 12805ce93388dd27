import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { addressesFromOutside, lanAddresses, urlHost } from '../../server/addresses.ts'

test('finds the addresses that a phone on the same network can reach', () => {
  const found = lanAddresses({
    lo: [address('127.0.0.1', { internal: true })],
    eth0: [address('192.168.1.20'), address('fe80::1', { family: 'IPv6' })],
    wlan0: [address('10.0.0.7'), address('192.168.1.20')],
    docker0: [address('172.17.0.1')],
    'br-4f2a': [address('172.18.0.1')],
    usb0: [address('169.254.3.4')],
    gone: undefined,
  })
  expect(found).toEqual(['192.168.1.20', '10.0.0.7'])
})

test('knows that a server on loopback is out of reach, and one on a wildcard is not', () => {
  const lan = ['192.168.1.20', '10.0.0.7']
  expect(addressesFromOutside(null, lan)).toEqual(lan)
  expect(addressesFromOutside('0.0.0.0', lan)).toEqual(lan)
  expect(addressesFromOutside('::', lan)).toEqual(lan)
  expect(addressesFromOutside('127.0.0.1', lan)).toEqual([])
  expect(addressesFromOutside('::1', lan)).toEqual([])
  expect(addressesFromOutside('10.0.0.7', lan)).toEqual(['10.0.0.7'])
})

test('puts an IPv6 address into brackets in a URL', () => {
  expect(urlHost('::1')).toBe('[::1]')
  expect(urlHost('127.0.0.1')).toBe('127.0.0.1')
})

function address(text: string, info: { internal?: boolean; family?: 'IPv4' | 'IPv6' } = {}): NetworkInterfaceInfo {
  const common = { address: text, netmask: '', mac: '', internal: info.internal ?? false, cidr: null }
  return info.family === 'IPv6' ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' }
}
