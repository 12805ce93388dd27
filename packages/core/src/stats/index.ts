export { parseSample } from './parse-sample.ts'
export type { CandidateSummary, Codec, PathSample, Sample, TrackSample } from './sample.ts'
