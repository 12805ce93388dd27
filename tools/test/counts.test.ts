import { expect, test } from 'vitest'
import { closingLine, countPlaywright, countVitest, sum } from '../counts.mjs'

test('counts what vitest reports', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] }
  expect(countVitest(report)).toEqual({ passed: 5, failed: 1, skipped: 3 })
})

test('counts a file that does not load as one failure, and one with failed tests not twice', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ]
  expect(countVitest({ numPassedTests: 1, numFailedTests: 1, testResults })).toEqual({ passed: 1, failed: 2, skipped: 0 })
})

test('counts what Playwright reports, a flaky test as failed', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } }
  expect(countPlaywright(report)).toEqual({ passed: 4, failed: 2, skipped: 2 })
})

test('counts nothing where there is no report', () => {
  expect([countVitest(null), countPlaywright('nonsense')]).toEqual([
    { passed: 0, failed: 0, skipped: 0 },
    { passed: 0, failed: 0, skipped: 0 },
  ])
})

test('closes with one line, which mentions skipped tests only where there are any', () => {
  const run = { passed: 3, failed: 1, skipped: 0 }
  expect(closingLine(run)).toBe('3 passed, 1 failed')
  expect(closingLine(sum([run, { passed: 1, failed: 0, skipped: 2 }]))).toBe('4 passed, 1 failed, 2 skipped')
})
