import { urlHost } from './addresses.ts'

/** What a person reads after the start: where to go, how to bring a phone, how to stop. */
export function announcement(options: {
  readonly host: string | null
  readonly port: number
  readonly httpsPort: number
  /** The addresses a phone can open. */
  readonly addresses: readonly string[]
  readonly selfSigned: boolean
}): string {
  const { host, port, httpsPort, addresses, selfSigned } = options
  const here = `http://${host === null ? 'localhost' : urlHost(host)}:${port}`
  const lines = [
    '',
    'Earshot is running.',
    '',
    place('What there is', `${here}/`),
    place('Loopback', `${here}/loopback/`, 'a call inside one page'),
    place('Call', `${here}/call/`, 'open it twice, or send the link'),
    place('Negotiation', `${here}/negotiation/`, 'what two peers say to each other, step by step'),
    place('Dashboard', `${here}/dashboard/`, 'the numbers of the calls in a room'),
    ...addresses.map((address, index) =>
      place(index === 0 ? 'On a phone' : 'or', `https://${urlHost(address)}:${httpsPort}/call/`),
    ),
    '',
    ...(addresses.length > 0
      ? phoneNotes(selfSigned)
      : [`https is on port ${httpsPort}, but at no address that another device could open.`]),
    ...(host === null
      ? ['http answers only to this machine: browsers give camera and microphone only to https and localhost pages.']
      : []),
    '',
    'Ctrl+C stops the server.',
    '',
  ]
  return `${lines.join('\n')}\n`
}

function place(name: string, url: string, note?: string): string {
  return `  ${name.padEnd(16)}${note === undefined ? url : `${url.padEnd(36)}${note}`}`
}

function phoneNotes(selfSigned: boolean): readonly string[] {
  const network = 'The phone must be in the same network as this machine.'
  if (!selfSigned) return [network]
  return [
    `${network} Its browser will warn that the connection is not private, because`,
    'this machine made the certificate itself: choose to see the details and to go on (or start with --cert and --key).',
  ]
}
