import type { ChannelEvent, SignalingChannel, SignalingTransport } from '@earshot/core/signaling'
import { expect } from 'vitest'

/** Two peers who do nothing wrong, to see that a server goes on. */
export interface HonestPair {
  /** Fails unless a message passes in each direction, and nothing has arrived in their names that they did not send. */
  exchange(): Promise<void>
  /** Every event of one of the two. */
  heardBy(peerId: 'anna' | 'ben'): readonly ChannelEvent[]
  close(): Promise<void>
}

export async function honestPair(transport: () => SignalingTransport, room = 'room'): Promise<HonestPair> {
  const heard = new Map<string, ChannelEvent[]>()
  const join = async (peerId: string): Promise<SignalingChannel> => {
    const self = { peerId, epoch: `${peerId}-1`, role: 'member', name: peerId, capabilities: [], data: null } as const
    const channel = await transport().open(room, self)
    const events: ChannelEvent[] = []
    heard.set(peerId, events)
    channel.subscribe((event) => events.push(event))
    return channel
  }
  const anna = await join('anna')
  const ben = await join('ben')
  const sent = new Map<string, ChannelEvent[]>([
    ['anna', []],
    ['ben', []],
  ])
  const messages = (peerId: string): readonly ChannelEvent[] | undefined =>
    heard.get(peerId)?.filter((event) => event.type === 'message' && heard.has(event.from))

  return {
    async exchange() {
      const payload = `exchange ${sent.get('anna')?.length}`
      anna.send('ben', payload)
      ben.send('anna', payload)
      sent.get('ben')?.push({ type: 'message', from: 'anna', payload })
      sent.get('anna')?.push({ type: 'message', from: 'ben', payload })
      await expect.poll(() => messages('anna')).toEqual(sent.get('anna'))
      await expect.poll(() => messages('ben')).toEqual(sent.get('ben'))
      for (const events of heard.values())
        expect(events.filter((event) => event.type === 'down' || event.type === 'closed')).toEqual([])
    },
    heardBy: (peerId) => heard.get(peerId) ?? [],

    async close() {
      await Promise.all([anna.close(), ben.close()])
    },
  }
}
