import type { Language, Side, Verdict } from '@earshot/diagnostics'

/** What the panel says besides the explanations of issues. */
export interface Words {
  readonly of5: string
  readonly noScore: string
  readonly levels: Readonly<Record<Verdict['level'], string>>
  readonly places: Readonly<Record<Side, string>>
  readonly fine: string
  readonly unknown: string
  /** Of a sentence. */
  readonly end: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    of5: 'of 5, estimated',
    noScore: 'no score yet',
    levels: {
      good: 'No problem was found',
      fair: 'The quality is fair',
      poor: 'The quality is poor',
      bad: 'The quality is bad',
      unknown: 'There is not enough to judge by yet',
    },
    places: { local: 'Your devices', uplink: 'Upload', unknown: 'Path', downlink: 'Download', remote: 'The other end' },
    fine: 'fine',
    unknown: 'not known',
    end: '.',
  },
  zh: {
    of5: '满分 5 分（估计）',
    noScore: '尚无评分',
    levels: {
      good: '没有发现问题',
      fair: '质量一般',
      poor: '质量较差',
      bad: '质量很差',
      unknown: '数据尚不足以判断',
    },
    places: { local: '本机设备', uplink: '上行', unknown: '路径', downlink: '下行', remote: '对端' },
    fine: '正常',
    unknown: '未知',
    end: '。',
  },
}
