import { expect, test } from 'vitest'

import { describeCaptureProblem } from '../../src/lib/capture-problem.ts'

test('names only the device that was asked for', () => {
  expect(describeCaptureProblem('device-not-found', { audio: false, video: true }).title).toBe('No camera was found')
  expect(describeCaptureProblem('device-not-found', { audio: true, video: false }).title).toBe('No microphone was found')
  expect(describeCaptureProblem('permission-denied', { audio: true, video: true }).title).toContain('camera and microphone')
})

test('says what to do, for every way a capture can fail', () => {
  const codes = [
    'permission-denied',
    'device-not-found',
    'device-in-use',
    'over-constrained',
    'insecure-page',
    'capture-failed',
  ] as const
  for (const code of codes) expect(describeCaptureProblem(code, { audio: true, video: true }).advice).toMatch(/\w+ .*\.$/)
})
