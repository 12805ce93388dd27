import type { Call } from '../call/call.ts'
import type { TimelineEntry } from '../call/timeline.ts'
import type { Clock } from '../clock.ts'
import { maxRecordingLength } from '../signaling/message.ts'
import { mediaLinesOf, withoutPrivate } from '../stats/allowed.ts'
import { eventLine, headerLine, newRecording, reportLine, type RecordingWriter } from '../stats/recording.ts'
import type { Report } from '../stats/report.ts'

import type { PeerLink } from './peer-link.ts'

export interface BroadcastOptions {
  readonly call: Call
  readonly clock: Clock
  /** The links to the observers in the room, at this moment. */
  readonly observers: () => readonly PeerLink[]
}

const periodMs = 2_000
/** A burst right after connecting would disturb the first estimate of the bandwidth. */
const quietMs = 5_000
/** An observer that does not keep up is sent nothing more until it has acknowledged, and loses the oldest reports that wait. */
const maxBacklog = 4
const maxWaitingReports = 30
const maxWaitingEvents = 1_000

/** Sends the recording of a call to the observers of the room, until it has ended: numbers and words from a list, in batches. */
export function broadcast({ call, clock, observers }: BroadcastOptions): void {
  const feeds = new Map<PeerLink, Feed>()
  let quietUntil = -Infinity
  let stopTimer: () => void = () => undefined

  /** An observer that comes later is told what happened before. */
  const feedOf = (link: PeerLink): Feed => {
    const known = feeds.get(link)
    if (known !== undefined) return known
    const feed = new Feed(call, link)
    for (const entry of call.timeline) feed.offer({ type: 'event', entry: allowedEntry(entry) })
    feeds.set(link, feed)
    return feed
  }
  const flush = () => {
    const present = observers()
    for (const link of present) feedOf(link).flush()
    for (const link of feeds.keys()) if (!present.includes(link)) feeds.delete(link)
  }
  const repeat = () => {
    stopTimer = clock.after(periodMs, () => {
      if (clock.now() >= quietUntil) flush()
      repeat()
    })
  }

  call.on('report', (report) => {
    const present = observers()
    if (present.length === 0) return
    const item: Item = { type: 'report', report: withoutPrivate(report) }
    for (const link of present) feedOf(link).offer(item)
  })
  call.on('timeline', (entry) => {
    if (entry.type === 'call' && entry.state === 'connected' && quietUntil < 0) quietUntil = clock.now() + quietMs
    const item: Item = { type: 'event', entry: allowedEntry(entry) }
    for (const link of observers()) feeds.get(link)?.offer(item)
  })
  call.on('state', (state) => {
    if (state !== 'ended') return
    stopTimer()
    flush()
  })
  repeat()
}

type Item = { readonly type: 'report'; readonly report: Report } | { readonly type: 'event'; readonly entry: TimelineEntry }

/** One observer's view of one call. What waits is written when it is sent, so that a report that was left out leaves no hole in what follows. */
class Feed {
  readonly #call: Call
  readonly #link: PeerLink
  #writer: RecordingWriter = newRecording
  #begun = false
  #waiting: readonly Item[] = []
  #dropped = 0

  constructor(call: Call, link: PeerLink) {
    this.#call = call
    this.#link = link
  }

  offer(item: Item): void {
    this.#waiting = [...this.#waiting, item]
    this.#drop('report', maxWaitingReports)
    this.#drop('event', maxWaitingEvents)
  }

  #drop(type: Item['type'], most: number): void {
    if (this.#waiting.filter((item) => item.type === type).length <= most) return
    const oldest = this.#waiting.findIndex((item) => item.type === type)
    this.#waiting = this.#waiting.toSpliced(oldest, 1)
    if (type === 'report') this.#dropped += 1
  }

  flush(): void {
    if (this.#waiting.length === 0 || this.#link.backlog >= maxBacklog) return
    const text = this.#lines()
      .map((line) => `${line}\n`)
      .join('')
    const { id: call, peer } = this.#call
    for (let start = 0; start < text.length; start += maxRecordingLength) {
      const piece = text.slice(start, start + maxRecordingLength)
      this.#link.send({ type: 'recording', call, peer: peer.peerId, text: piece })
    }
  }

  #lines(): readonly string[] {
    const lines = this.#begun ? [] : [headerLine()]
    this.#begun = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const item of waiting) lines.push(this.#line(item))
    if (this.#dropped === 0) return lines
    const last = waiting.at(-1)
    const timestamp = last?.type === 'event' ? last.entry.timestamp : (last?.report.timestamp ?? 0)
    lines.push(eventLine(this.#call.id, timestamp, { type: 'dropped', reports: this.#dropped }))
    this.#dropped = 0
    return lines
  }

  #line(item: Item): string {
    const { id } = this.#call
    if (item.type === 'event') {
      const { at: _, timestamp, ...event } = item.entry
      return eventLine(id, timestamp, event)
    }
    const [writer, line] = reportLine(this.#writer, id, item.report)
    this.#writer = writer
    return line
  }
}

/** What happened, without addresses: of descriptions the lines about media, of servers what they answered. */
function allowedEntry(entry: TimelineEntry): TimelineEntry {
  switch (entry.type) {
    case 'description':
      return { ...entry, sdp: mediaLinesOf(entry.sdp) }
    case 'candidate-error':
      return { ...entry, url: '', errorText: '' }
    default:
      return entry
  }
}
