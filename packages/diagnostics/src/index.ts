export { diagnose, type DiagnosableCall, type Diagnosis, type DiagnosisEvents } from './diagnose.ts'
export { allSeries, csv, type Series } from './export/csv.ts'
export { createRtcstatsDumpWriter, type RtcstatsDumpWriter } from './export/rtcstats-dump.ts'
export {
  conclude,
  inquire,
  issuesOf,
  newInquiry,
  together,
  verdictAfter,
  verdictNow,
  type ConnectionSummary,
  type Findings,
  type Inquiry,
} from './findings.ts'
export {
  addToHistory,
  curveOf,
  hasSeries,
  newHistory,
  rangeOf,
  seriesNames,
  valueAt,
  type Curve,
  type History,
} from './history/history.ts'
export { numbersOf } from './history/numbers.ts'
export { RecordingError, type ImportNote, type RecordingErrorCode } from './import/importer.ts'
export { openRecording, type OpenedRecording } from './import/open.ts'
export type { Format } from './import/sniff.ts'
export type { Evidence, Issue, IssueChange, IssueType, Severity, Side, Unit } from './issue.ts'
export type { Judged } from './judging.ts'
export { explain, explainVerdict, type Explanation, type Language, type Names } from './messages/explain.ts'
export { explainNote } from './messages/note.ts'
export { explainRefusal } from './messages/refusal.ts'
export { audioMos, mosOfRating, videoIndex, type AudioMosInputs, type VideoIndexInputs } from './mos.ts'
export { anonymiser } from './recording/anonymise.ts'
export { openShelf, type RecordingShelf, type ShelfOptions, type StoredRecording } from './recording/browser-store.ts'
export type { Entry, EventEntry, ReportEntry } from './recording/entry.ts'
export type { RecordedEvent } from './recording/event.ts'
export { record, recordingFile, type CallRecorder, type RecordableCall, type RecordOptions } from './recording/record.ts'
export { createRecordingStream, type RecordingStream } from './recording/stream.ts'
export { memoryStore, type RecordingStore } from './recording/store.ts'
export { createEntryWriter, type EntryWriter } from './recording/write.ts'
export type { Score, TrackScore } from './score.ts'
export type { TrackSummary } from './track-summary.ts'
export type { Among, Verdict } from './verdict.ts'
