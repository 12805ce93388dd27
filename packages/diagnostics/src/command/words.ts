import type { Language } from '../messages/explain.ts'

/** What the command says besides what it explains. What is a term, a number or a unit is the same in every language. */
export interface Words {
  /** `value` is of 5. */
  readonly score: (value: string) => string
  readonly issues: string
  readonly tracks: string
  readonly connections: string
  readonly notes: string
  readonly lasting: (duration: string) => string
  readonly explainedBy: (type: string) => string
  readonly worst: (value: string, time: string) => string
  readonly mean: (value: string) => string
  readonly threshold: (value: string) => string
  readonly comma: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    score: (value) => `Score ${value} of 5 (estimated, the weakest track that arrives).`,
    issues: 'Issues',
    tracks: 'Tracks',
    connections: 'Connections',
    notes: 'Notes',
    lasting: (duration) => `for ${duration}`,
    explainedBy: (type) => `explained by ${type}`,
    worst: (value, time) => `worst ${value} at ${time}`,
    mean: (value) => `mean ${value}`,
    threshold: (value) => `(threshold ${value})`,
    comma: ', ',
  },
  zh: {
    score: (value) => `评分 ${value}，满分 5 分（估计值，取接收到的最差一路）。`,
    issues: '问题',
    tracks: '媒体轨道',
    connections: '连接',
    notes: '说明',
    lasting: (duration) => `持续 ${duration}`,
    explainedBy: (type) => `由 ${type} 引起`,
    worst: (value, time) => `最差 ${value}（${time}）`,
    mean: (value) => `平均 ${value}`,
    threshold: (value) => `（阈值 ${value}）`,
    comma: '，',
  },
}
