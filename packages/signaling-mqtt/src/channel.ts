import {
  ChannelEvents,
  checkPayload,
  checkUpdate,
  EarshotError,
  isId,
  isSamePresence,
  type Presence,
  type RoomId,
  type SignalingChannel,
} from '@earshot/core/signaling'

import { backOffMs } from './back-off.ts'
import { hearClaim, type ClaimState } from './claim.ts'
import { connect, type BrokerAddress, type Connection } from './connection.ts'
import { arrives, expectAll, expire, extendAll, hear, type Members } from './members.ts'
import { parseClaim, parsePayload, parsePresenceMessage, writePayload, type Claim, type PresenceMessage } from './protocol.ts'
import { messageTopic, parseTopic, presenceTopic, subscriptionsOf } from './topics.ts'

export interface ChannelOptions {
  readonly address: BrokerAddress
  readonly leaseMs: number
}

export interface OpeningListener {
  /** The room knows this peer, for the first time. */
  joined(): void
  /** The channel is closed before it was ever joined. */
  refused(error: EarshotError): void
  /** An attempt has failed, and another one will be made. */
  failed(reason: string): void
}

/** What this peer publishes comes back within this time, or nothing does. With a refresh and a tick below ten seconds (docs/robustness.md F4). */
const echoTimeoutMs = 3_000
const longestTickMs = 500
/** How long a page that is back waits for one that has taken its place to say so. */
const takenTimeoutMs = 1_000
/** Everyone who comes within this time is answered by one refresh: after a restart a whole room comes at once. */
const answerDelayMs = 200
/** The longest that closing waits for the broker to have heard the goodbye. */
const goodbyeTimeoutMs = 500
/** Refreshes in a lease: two may get lost. */
const refreshesPerLease = 3

/**
 * Keeps this peer in the room over one connection after another, and turns what the broker passes on into the events of the port. Each
 * connection goes through the same steps: subscribe, claim the place, publish presence, and hear both come back. So what a broker denies
 * without a word is noticed too.
 */
export function openChannel(
  { address, leaseMs }: ChannelOptions,
  room: RoomId,
  joining: Presence,
  opening: OpeningListener,
): SignalingChannel {
  const events = new ChannelEvents()
  let self = joining
  /** What was published last. */
  let announced = joining
  const ownPresenceTopic = presenceTopic(room, self.peerId)
  const ownMessageTopic = messageTopic(room, self.peerId, self.peerId)
  const refreshMs = leaseMs / refreshesPerLease
  let phase: 'opening' | 'up' | 'down' | 'closed' = 'opening'
  let connection: Connection | null = null
  let connections = 0
  let dialledAt = 0
  let failures = 0
  let claim: ClaimState | null = null
  let members: Members = new Map()
  /** Another page's epoch is on this peer's presence topic. */
  let rival = false
  let refreshedAt = 0
  let tickedAt = performance.now()
  let wait: ReturnType<typeof setTimeout> | undefined
  let answering: ReturnType<typeof setTimeout> | undefined
  let closing: Promise<void> | undefined
  /** What was published and has not come back yet. */
  let echo: { readonly of: string; readonly since: number } | null = null
  const ticking = setInterval(tick, Math.min(longestTickMs, refreshMs / 2))

  globalThis.addEventListener?.('online', hurry)
  dial()

  return {
    subscribe: events.subscribe,

    send(to, payload) {
      checkPayload(payload)
      // While it is down, what is sent is lost: the link repeats it.
      if (phase === 'up' && isId(to) && to !== self.peerId)
        connection?.publish(messageTopic(room, to, self.peerId), writePayload(payload))
    },

    update(changed) {
      self = checkUpdate(self, changed)
      if (phase === 'up') announceSelf()
    },

    close() {
      closing ??= leave()
      return closing
    },
  }

  // --- one connection after another ---

  function dial(): void {
    const again = phase === 'down'
    const clientId = clientIdOf(self.epoch, again)
    claim = { phase: 'asking', again }
    // Now, and not with the SUBACK: the broker may publish what it remembers before that (OASIS MQTT 3.1.1 3.8.4).
    rival = false
    members = expectAll(members, performance.now())
    dialledAt = performance.now()
    const subscriptions = subscriptionsOf(room, self.peerId)
    connection = connect({ address, clientId, again, willTopic: ownPresenceTopic, subscriptions }, { ready, message, lost })
  }

  /** There is a network again: the pause before the next attempt was chosen when there was none. */
  function hurry(): void {
    if (connection !== null || phase === 'closed') return
    clearTimeout(wait)
    dial()
  }

  function ready(): void {
    connections += 1
    members = extendAll(members, performance.now() - dialledAt)
    publishClaim({ type: claim?.again === true ? 'claim-again' : 'claim', epoch: self.epoch })
    expectEcho(ownMessageTopic)
  }

  function lost(reason: string, error: EarshotError | null): void {
    connection = null
    claim = null
    echo = null
    clearTimeout(wait)
    if (error !== null) return end(error)
    if (phase === 'opening') opening.failed(reason)
    if (phase === 'up') {
      phase = 'down'
      events.emit({ type: 'down', reason })
    }
    wait = setTimeout(dial, backOffMs(failures, Math.random))
    failures += 1
  }

  // --- what arrives ---

  function message(topicText: string, text: string, retained: boolean): void {
    const topic = parseTopic(topicText)
    if (topic === null || topic.room !== room || phase === 'closed') return
    if (topic.type === 'presence') {
      if (topic.peerId === self.peerId) hearOwnPresence(text)
      else hearPresence(topic.peerId, text, retained)
    } else if (topic.to === self.peerId && topic.from === self.peerId) {
      hearOwnClaim(text)
    } else if (topic.to === self.peerId && phase === 'up' && !retained) {
      const payload = parsePayload(text)
      if (payload !== null) events.emit({ type: 'message', from: topic.from, payload })
    }
  }

  function hearPresence(peerId: string, text: string, retained: boolean): void {
    const heard = parsePresenceMessage(text)
    // Empty: its connection is lost. It may come back, for as long as its lease runs.
    if (heard === null || (heard.type === 'here' && heard.presence.peerId !== peerId)) return
    const arrived = heard.type === 'here' && !retained && arrives(members, peerId, heard)
    const [next, news] = hear(members, peerId, heard, retained, performance.now())
    members = next
    if (phase !== 'up') return
    for (const event of news) events.emit(event)
    if (arrived && news.length > 0) answering ??= setTimeout(answer, answerDelayMs)
    // A page in the background, whose timers are throttled, is reminded by those of the others.
    if (performance.now() - refreshedAt >= refreshMs) refresh()
  }

  /** Who is new need not rely on what the broker remembers. */
  function answer(): void {
    answering = undefined
    if (phase === 'up') refresh()
  }

  function hearOwnPresence(text: string): void {
    const heard = parsePresenceMessage(text)
    if (heard?.type !== 'here') {
      // The will of an earlier connection, which the broker has given up only now.
      if (phase === 'up') refresh()
    } else if (heard.presence.epoch !== self.epoch) {
      rival = true
    } else if (heard.connection === connections && claim?.phase === 'holding') {
      echo = null
      if (phase !== 'up') goUp()
    }
  }

  function hearOwnClaim(text: string): void {
    const heard = parseClaim(text)
    if (heard === null || claim === null) return
    const step = hearClaim(claim, self.epoch, heard)
    if (step.type === 'answer') publishClaim(step.claim)
    if (step.type === 'give-way') end(replaced(room, self))
    if (step.type !== 'hold') return
    claim = { ...claim, phase: 'holding' }
    echo = null
    if (rival && claim.again) wait = setTimeout(appear, takenTimeoutMs)
    else appear()
  }

  function appear(): void {
    refresh()
    expectEcho(ownPresenceTopic)
  }

  function goUp(): void {
    const first = phase === 'opening'
    phase = 'up'
    failures = 0
    events.emit({ type: 'up' })
    for (const { presence, present } of members.values()) if (present) events.emit({ type: 'joined', peer: presence })
    announceSelf() // it may have changed since it was published
    if (first) opening.joined()
  }

  // --- time ---

  function tick(): void {
    const now = performance.now()
    const sinceLastMs = now - tickedAt
    tickedAt = now
    if (sinceLastMs > refreshMs) {
      // This page slept, or its timers were throttled: it was the one who did not listen.
      members = extendAll(members, sinceLastMs)
      if (echo !== null) echo = { ...echo, since: now }
    }
    if (echo !== null && now - echo.since > echoTimeoutMs) return dropSilent(echo.of)
    if (phase !== 'up') return
    const [rest, left] = expire(members, leaseMs, now)
    members = rest
    for (const event of left) events.emit(event)
    if (now - refreshedAt >= refreshMs) {
      refresh()
      expectEcho(ownPresenceTopic)
    }
  }

  function refresh(): void {
    refreshedAt = performance.now()
    announced = self
    publishPresence({ type: 'here', connection: connections, presence: self })
  }

  function announceSelf(): void {
    if (!isSamePresence(self, announced)) refresh()
  }

  function expectEcho(topic: string): void {
    echo ??= { of: topic, since: performance.now() }
  }

  function dropSilent(topic: string): void {
    connection?.drop('the broker does not answer', phase === 'opening' ? notPassedOn(topic) : null)
  }

  // --- the end ---

  function end(error?: EarshotError): void {
    if (phase === 'closed') return
    const first = phase === 'opening'
    phase = 'closed'
    clearTimeout(wait)
    clearTimeout(answering)
    clearInterval(ticking)
    globalThis.removeEventListener?.('online', hurry)
    events.emit(error === undefined ? { type: 'closed' } : { type: 'closed', error })
    if (error === undefined) return
    void connection?.close(0)
    if (first) opening.refused(error)
  }

  async function leave(): Promise<void> {
    const hasAppeared = claim?.phase === 'holding'
    end()
    if (hasAppeared) {
      publishPresence({ type: 'left', epoch: self.epoch })
      connection?.publish(ownPresenceTopic, '', true)
    }
    await connection?.close(goodbyeTimeoutMs)
  }

  function publishPresence(presence: PresenceMessage): void {
    connection?.publish(ownPresenceTopic, JSON.stringify(presence), presence.type === 'here')
  }

  function publishClaim(said: Claim): void {
    connection?.publish(ownMessageTopic, JSON.stringify(said))
  }
}

/** A new one for each connection, which nobody guesses: whoever connects with another's id throws it out. */
function clientIdOf(epoch: string, again: boolean): string {
  const chance = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0'))
  return [epoch, again ? 'again' : 'new', chance.join('')].join('.')
}

/** MQTT 3.1.1 has no word for it: what a broker denies to publish or to read, it just does not pass on. */
function notPassedOn(topic: string): EarshotError {
  return new EarshotError(
    'signaling-refused',
    `The broker took the connection and did not pass on ${topic}. Its access rules must let this user write and read there: see docs/mqtt.md.`,
  )
}

function replaced(room: RoomId, self: Presence): EarshotError {
  return new EarshotError('replaced', `Somebody joined ${room} as ${self.peerId} from somewhere else; the newest one stays`)
}
