import { connectLoopback } from '@earshot/core'
import type { Report } from '@earshot/core/stats'
import type { DiagnosableCall } from '@earshot/diagnostics'
import { beforeEach, expect, test } from 'vitest'

import { definePanel } from '@earshot/panel'

import { showQuality } from './example.ts'
import { congestedReports } from '../../diagnostics/test/reports.ts'

beforeEach(() => {
  definePanel()
  document.body.replaceChildren()
})

test('says what is wrong with a call, what to do and where it is, in the language of the page', () => {
  const call = fakeCall()
  const panel = document.createElement('earshot-panel')
  document.body.append(panel)
  expect(textOf(panel, '.sentence')).toBe('There is not enough to judge by.')
  expect(textOf(panel, '.score')).toBe('–')

  panel.call = call
  for (const report of congestedReports().slice(0, 40)) call.report(report)
  expect(textOf(panel, '.sentence')).toBe('Your upload is congested.')
  expect(textOf(panel, 'p')).toBe('Your upload is congested. Pause uploads and backups.')
  expect(placesOf(panel)).toMatchObject({ Upload: 'upload congested', Download: 'fine', 'The other end': 'not known' })

  panel.lang = 'zh-Hans'
  panel.call = call
  expect(textOf(panel, 'dt')).toBe('本机设备')
})

test('the example shows how a real call between two ends of this page goes', async () => {
  const calls = await connectLoopback({ stream: new MediaStream() })
  showQuality(calls[0], document.body)
  const panel = document.querySelector('earshot-panel')
  expect(panel?.call).toBe(calls[0])
  await expect.poll(() => calls.every(({ state }) => state === 'connected')).toBe(true)
  for (const call of calls) call.hangUp()
})

test('judges only while it is on the page, and what it is given', () => {
  const call = fakeCall()
  const panel = document.createElement('earshot-panel')
  panel.call = call
  expect(call.listeners).toBe(0)
  document.body.append(panel)
  expect(call.listeners).toBeGreaterThan(0)
  panel.call = null
  expect(call.listeners).toBe(0)
  panel.call = call
  panel.remove()
  expect(call.listeners).toBe(0)
})

interface FakeCall extends DiagnosableCall {
  readonly listeners: number
  report(report: Report): void
}

function fakeCall(): FakeCall {
  const listeners = new Set<(report: Report) => void>()
  let others = 0
  return {
    id: 'c',
    timeline: [],
    get listeners() {
      return listeners.size + others
    },
    report: (report) => {
      for (const listener of listeners) listener(report)
    },
    on(type, listener) {
      if (type !== 'report') {
        others += 1
        return () => void (others -= 1)
      }
      const listen = (report: Report) => Reflect.apply(listener, undefined, [report])
      listeners.add(listen)
      return () => void listeners.delete(listen)
    },
  }
}

function textOf(panel: HTMLElement, selector: string): string {
  return panel.shadowRoot?.querySelector(selector)?.textContent ?? ''
}

function placesOf(panel: HTMLElement): Readonly<Record<string, string>> {
  const chips = [...(panel.shadowRoot?.querySelectorAll('dl > div') ?? [])]
  return Object.fromEntries(chips.map((chip) => [chip.querySelector('dt')?.textContent, chip.querySelector('dd')?.textContent]))
}
