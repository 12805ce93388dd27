import type { ImportNote, RecordingErrorCode, Verdict } from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'

import type { Conversion } from '../lib/convert.ts'
import type { Session } from '../lib/session.ts'

/** What a page asks of the worker that reads a file for it. */
export type ImportRequest =
  | { readonly type: 'open'; readonly file: File; readonly id: string }
  /** The report of a connection at a time, which is read again: a file is never in memory as a whole. */
  | { readonly type: 'report'; readonly connection: string; readonly time: number }
  /** The file in another format. */
  | { readonly type: 'convert'; readonly conversion: Conversion }

export type ImportReply =
  /** Of the bytes of the file. */
  | { readonly type: 'progress'; readonly share: number }
  | {
      readonly type: 'opened'
      readonly format: string
      readonly sessions: readonly Session[]
      readonly notes: readonly ImportNote[]
      readonly verdict: Verdict
    }
  /** `code` where it is no recording that can be read. */
  | { readonly type: 'failed'; readonly message: string; readonly code: RecordingErrorCode | null }
  | { readonly type: 'report'; readonly connection: string; readonly time: number; readonly report: Report | null }
  | { readonly type: 'converted'; readonly blob: Blob }
