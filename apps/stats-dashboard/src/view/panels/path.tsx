import type { Report, Stats } from '@earshot/core/stats'
import { formatMs } from '@earshot/ui'
import type { VNode } from 'preact'

import type { Session } from '../../lib/session.ts'
import { none } from '../../lib/words.ts'
import { words } from '../../state/language.ts'
import { useReport } from './use-report.ts'
import './tracks.css'

/** The candidate pairs at the time of the cursor, and how the selected one is secured. */
export function Path({ session }: { readonly session: Session }): VNode {
  const { path: said, raw } = words.value
  const report = useReport(session)
  if (report === undefined) return <p role="status">{raw.loading}</p>
  const pairs = entriesOf(report, 'candidate-pair')
  if (report === null || pairs.length === 0) return <p>{said.none}</p>
  const transports = entriesOf(report, 'transport')
  const selected = new Set(transports.map(({ selectedCandidatePairId }) => selectedCandidatePairId))
  const sorted = pairs.toSorted(
    (a, b) => Number(selected.has(b.id)) - Number(selected.has(a.id)) || count(b.bytesSent) - count(a.bytesSent),
  )
  const columns = [said.local, said.remote, said.state, said.roundTrip, said.bytes, said.checks]
  return (
    <>
      {transports.map((transport) => (
        <p class="panel-note" key={transport.id}>
          {said.transport}: {securityOf(transport)}
        </p>
      ))}
      <table class="tracks" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column} role="columnheader" scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {sorted.map((pair) => (
            <tr role="row" key={pair.id}>
              <th role="rowheader" scope="row">
                {candidateOf(report, pair.localCandidateId)}{' '}
                {selected.has(pair.id) ? <b class="is-good-ink">{said.selected}</b> : null}
              </th>
              <td role="cell" data-column={columns[1]}>
                {candidateOf(report, pair.remoteCandidateId)}
              </td>
              <td role="cell" data-column={columns[2]}>
                {text(pair.state)} {pair.nominated === true ? <small>nominated</small> : null}
              </td>
              <td role="cell" data-column={columns[3]}>
                {typeof pair.currentRoundTripTime === 'number' ? formatMs(1_000 * pair.currentRoundTripTime) : none}
              </td>
              <td role="cell" data-column={columns[4]}>
                {kilobytes(pair.bytesSent)} / {kilobytes(pair.bytesReceived)}
              </td>
              <td role="cell" data-column={columns[5]}>
                {count(pair.responsesReceived)} / {count(pair.requestsSent) + count(pair.consentRequestsSent)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function entriesOf(report: Report | null, type: string): readonly Stats[] {
  return [...(report?.stats.values() ?? [])].filter((stats) => stats.type === type)
}

/** `relay udp (tls) 192.0.2.1:3478`, as far as the recording has it. */
function candidateOf({ stats }: Report, id: unknown): string {
  const candidate = typeof id === 'string' ? stats.get(id) : undefined
  if (candidate === undefined) return none
  const { candidateType, protocol, relayProtocol, address, port, networkType } = candidate
  const relay = typeof relayProtocol === 'string' ? `(${relayProtocol})` : ''
  const where = typeof address === 'string' ? `${address}${typeof port === 'number' ? `:${port}` : ''}` : ''
  return [text(candidateType), text(protocol), relay, where, text(networkType)].filter(Boolean).join(' ')
}

function securityOf({
  dtlsState,
  tlsVersion,
  dtlsCipher,
  srtpCipher,
  dtlsRole,
  iceRole,
  iceState,
  selectedCandidatePairChanges,
}: Stats): string {
  const parts = [
    typeof iceState === 'string' ? `ICE ${iceState}${typeof iceRole === 'string' ? `, ${iceRole}` : ''}` : '',
    typeof dtlsState === 'string' ? `DTLS ${dtlsState}${typeof dtlsRole === 'string' ? `, ${dtlsRole}` : ''}` : '',
    tlsOf(tlsVersion),
    text(dtlsCipher),
    text(srtpCipher),
    typeof selectedCandidatePairChanges === 'number' ? `${selectedCandidatePairChanges} pair changes` : '',
  ]
  return parts.filter(Boolean).join(' · ')
}

/** `FEFD` is DTLS 1.2, `FEFC` 1.3 (RFC 6347, RFC 9147). */
function tlsOf(version: unknown): string {
  if (version === 'FEFD') return 'DTLS 1.2'
  return version === 'FEFC' ? 'DTLS 1.3' : text(version)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function kilobytes(value: unknown): string {
  return typeof value === 'number'
    ? `${Math.round(value / 1_000)
        .toLocaleString('en')
        .replaceAll(',', ' ')} kB`
    : none
}
