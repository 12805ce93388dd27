import * as fc from 'fast-check'

import type { Dump, DumpedConnection } from './ager.ts'

/** A connection as getStats told it, report by report. */
export interface Session {
  /** When reports were asked for, in milliseconds since the epoch. */
  readonly polls: readonly number[]
  readonly entries: readonly SessionEntry[]
}

export interface SessionEntry {
  readonly id: string
  readonly type: string
  readonly first: number
  /** One beyond its last poll. */
  readonly end: number
  /** Its timestamp in each poll. */
  readonly timestamps: readonly number[]
  readonly members: readonly SessionMember[]
}

export interface SessionMember {
  readonly name: string
  /** Within the life of its entry. */
  readonly first: number
  readonly end: number
  /** Of each poll. */
  readonly values: readonly (number | string | boolean)[]
}

/** Sessions whose polls are so far apart. One entry lives as long as the connection, others come and go; one tells what the peer reports. */
export function sessions(gapMs: fc.Arbitrary<number>): fc.Arbitrary<Session> {
  return fc.array(gapMs, { minLength: 1, maxLength: 30 }).chain((gaps) => {
    let time = 1_700_000_000_000.25
    const polls = [time, ...gaps.map((gap) => (time += gap))]
    const local = fc
      .array(lives(0, polls.length), { maxLength: 6 })
      .chain((list) =>
        fc.tuple(
          entry('P', 'peer-connection', polls, [0, polls.length]),
          ...list.map((life, index) => entry(`IT${index}A-${index}`, 'inbound-rtp', polls, life)),
        ),
      )
    const lasting = fc.array(fc.nat({ max: 2 }), { minLength: polls.length, maxLength: polls.length })
    const remote = fc
      .tuple(lives(0, polls.length), lasting)
      .chain(([life, polled]) => entry('RIA1', 'remote-inbound-rtp', peerReports(polls, life, polled), life))
      // Where a member joins while the timestamp stands still, nothing tells when it did.
      .map((ofPeer) => ({ ...ofPeer, members: ofPeer.members.slice(0, 1) }))
    return fc.tuple(local, remote).map(([entries, ofPeer]) => ({ polls, entries: [...entries, ofPeer] }))
  })
}

/** The dump that Chrome writes of it. */
export function dumpOf({ entries }: Session): Dump {
  const stats: DumpedConnection['stats'] = {}
  for (const { id, type, timestamps, members, first, end } of entries) {
    for (const { name, values, ...life } of [{ name: 'timestamp', first, end, values: timestamps }, ...members]) {
      stats[`${id}-${name}`] = {
        startTime: new Date(timestamps[life.first] ?? 0).toISOString(),
        endTime: new Date(timestamps[life.end - 1] ?? 0).toISOString(),
        statsType: type,
        values: JSON.stringify(values.slice(life.first, life.end)),
      }
    }
  }
  return { getUserMedia: [], PeerConnections: { '1-1': { pid: 1, url: '', rtcConfiguration: '', stats, updateLog: [] } } }
}

type Life = readonly [first: number, end: number]

function lives(from: number, to: number): fc.Arbitrary<Life> {
  const poll = fc.integer({ min: from, max: to - 1 })
  return fc.tuple(poll, poll).map(([one, other]) => [Math.min(one, other), Math.max(one, other) + 1])
}

function entry(id: string, type: string, timestamps: readonly number[], [first, end]: Life): fc.Arbitrary<SessionEntry> {
  const sometimes = fc.array(lives(first, end), { maxLength: 4 })
  return sometimes.chain((list) =>
    fc
      .tuple(
        member('ssrc', timestamps.length, [first, end]),
        ...list.map((life, index) => member(`member${index}`, timestamps.length, life)),
      )
      .map((members) => ({ id, type, first, end, timestamps, members })),
  )
}

function member(name: string, count: number, [first, end]: Life): fc.Arbitrary<SessionMember> {
  const number = fc.oneof(fc.nat(), fc.double({ noNaN: true, min: -1e12, max: 1e12 })).map((value) => (value === 0 ? 0 : value))
  const value = fc.oneof(number, fc.boolean(), fc.constantFrom('relay', 'opus'))
  return fc.array(value, { minLength: count, maxLength: count }).map((values) => ({ name, first, end, values }))
}

/** When the newest report of the peer came, at each poll: each in the middle between two polls, and there for some more. */
function peerReports(polls: readonly number[], [first]: Life, lasting: readonly number[]): readonly number[] {
  let [left, came] = [0, 0]
  return polls.map((poll, index) => {
    const isNew = index <= first || left === 0
    left = isNew ? (lasting[index] ?? 0) : left - 1
    came = isNew ? ((polls[index - 1] ?? poll - 100) + poll) / 2 : came
    return came
  })
}
