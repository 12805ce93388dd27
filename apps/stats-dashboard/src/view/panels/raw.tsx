import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { Session } from '../../lib/session.ts'
import { unitOf } from '../../lib/units.ts'
import { words } from '../../state/language.ts'
import { useReport } from './use-report.ts'
import './events.css'
import './tracks.css'

const mostShown = 600

/** The report that getStats returned at the time of the cursor, as it was. */
export function Raw({ session }: { readonly session: Session }): VNode {
  const [search, setSearch] = useState('')
  const { raw, files, panels } = words.value
  const report = useReport(session)
  if (report === undefined) return <p role="status">{raw.loading}</p>
  if (report === null) return <p>{session.origin.type === 'live' ? `${raw.none} ${raw.tooOld}` : raw.none}</p>
  const wanted = search.trim().toLowerCase()
  const rows = [...report.stats.values()].flatMap((stats) =>
    Object.entries(stats)
      .filter(([name]) => name !== 'id' && name !== 'type' && name !== 'timestamp')
      .map(([name, value]) => ({
        id: stats.id,
        type: stats.type,
        name,
        value: typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
      })),
  )
  const found = rows.filter(({ id, type, name, value }) => `${type} ${id} ${name} ${value}`.toLowerCase().includes(wanted))
  return (
    <>
      <label class="panel-search">
        {raw.search}
        <input type="search" value={search} onInput={({ currentTarget: { value } }) => setSearch(value)} />
      </label>
      <p class="panel-note">
        {raw.at(new Date(report.timestamp).toISOString().slice(11, 23))}, {raw.count(found.length, rows.length)}.{' '}
        {session.origin.type === 'live' ? files.kept : ''}
      </p>
      <div class="raw" role="region" aria-label={panels.raw} tabIndex={0}>
        <table class="tracks">
          <thead>
            <tr>
              <th scope="col">{raw.entry}</th>
              <th scope="col">{raw.member}</th>
              <th scope="col">{raw.value}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, mostShown).map(({ id, type, name, value }) => (
              <tr key={`${id} ${name}`}>
                <td>
                  {type} <small>{id}</small>
                </td>
                <td>{name}</td>
                <td class="raw-value">
                  <bdi>{value}</bdi> <small>{unitOf(name)}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
