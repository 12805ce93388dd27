import { parseArgs } from 'node:util'

import type { Language } from '../messages/explain.ts'

/** What the command was asked to do. */
export type Arguments =
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly message: string }
  | { readonly type: 'judge'; readonly file: string; readonly output: Output; readonly language: Language }

/** What is printed: what the recording tells, or the recording itself in another format. */
export type Output = 'text' | 'json' | 'csv' | 'rtcstats-dump' | 'anonymous'

export const usage = `Usage: earshot-diagnostics FILE [--json] [--language en|zh]
       earshot-diagnostics FILE --to csv|rtcstats-dump|anonymous

Says what was wrong with a recorded call, on which side, and what to do. FILE is a recording of Earshot, a
webrtc-internals dump of Chrome, an RTCStatsDump or a rtcstats dump of Jitsi, gzipped or not; - reads standard input.

  --json       one JSON object instead of text
  --language   of the sentences: en (default) or zh
  --to         prints the recording itself: its numbers as a table (csv), as an RTCStatsDump, or as a
               recording of Earshot without addresses, names and keys (anonymous)

Exit codes: 0 read and judged, 1 wrong usage or no such file, 2 not a supported file.
`

const conversions = ['csv', 'rtcstats-dump', 'anonymous'] as const

export function parseArguments(args: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        language: { type: 'string', default: 'en' },
        to: { type: 'string' },
      },
    })
    if (values.help) return { type: 'help' }
    const [file, ...others] = positionals
    if (file === undefined || others.length > 0) return wrong('Give one file.')
    const conversion = conversions.find((name) => name === values.to)
    if (values.to !== undefined && conversion === undefined) return wrong(`--to takes ${conversions.join(', ')}.`)
    if (values.language !== 'en' && values.language !== 'zh') return wrong('--language takes en or zh.')
    return { type: 'judge', file, output: conversion ?? (values.json ? 'json' : 'text'), language: values.language }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}

function wrong(message: string): Arguments {
  return { type: 'wrong', message }
}
