import { isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Names that container and virtual machine software gives its interfaces: no phone can reach those. */
const virtualInterface = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|podman|lxc|lxd)/

/** The IPv4 addresses other devices of the local network reach this machine at. IPv6 ones change by themselves and nobody types them. */
export function lanAddresses(interfaces: NetworkInterfaces): readonly string[] {
  const reachable = Object.entries(interfaces)
    .filter(([name]) => !virtualInterface.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !isLinkLocal(address))
  return [...new Set(reachable.map(({ address }) => address))]
}

/** The addresses a phone can open, when the servers listen on `host`: null or a wildcard is every interface. */
export function addressesFromOutside(host: string | null, lan: readonly string[]): readonly string[] {
  if (host === null || host === '0.0.0.0' || host === '::') return lan
  return host === '::1' || host.startsWith('127.') ? [] : [host]
}

/** As it is written in a URL. RFC 3986 3.2.2: an IPv6 address is put in brackets. */
export function urlHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host
}

/** RFC 3927: what an interface gives itself when it got no address from the network. */
function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.')
}
