export { Emitter, type Unsubscribe } from '../emitter.ts'
export { mediaLinesOf, withoutPrivate } from './allowed.ts'
export type { OtherCalls, PageContext, RecordedContext, Section } from './context.ts'
export { deriveSample, newSampling, type Sampling } from './derive.ts'
export type { Flow } from './metrics/flow.ts'
export type { ReceivedAudio } from './metrics/received-audio.ts'
export type { ReceivedVideo } from './metrics/received-video.ts'
export type { SentAudio } from './metrics/sent-audio.ts'
export type { SentVideo } from './metrics/sent-video.ts'
export {
  eventLine,
  headerLine,
  newRecording,
  recordingFormat,
  recordingVersion,
  reportLine,
  type RecordingWriter,
} from './recording.ts'
export { readReport, type Report, type Stats } from './report.ts'
export type { CandidateSummary, Codec, PathSample, Sample, TrackSample } from './sample.ts'
export { takeSnapshot, type Snapshot } from './snapshot.ts'
export { summarise, type PeerSummary } from './summary.ts'
export { followSupport, isUnsupported, nothingSeen, type Metric, type Support } from './support.ts'
