import type { Language, Side } from '@earshot/diagnostics'

/** What the panel says besides the explanations of issues. */
export interface Words {
  readonly of5: string
  readonly noScore: string
  readonly places: Readonly<Record<Side, string>>
  readonly fine: string
  readonly unknown: string
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    of5: 'of 5, estimated',
    noScore: 'no score yet',
    places: { local: 'Your devices', uplink: 'Upload', unknown: 'Path', downlink: 'Download', remote: 'The other end' },
    fine: 'fine',
    unknown: 'not known',
  },
  zh: {
    of5: '满分 5 分（估计）',
    noScore: '尚无评分',
    places: { local: '本机设备', uplink: '上行', unknown: '路径', downlink: '下行', remote: '对端' },
    fine: '正常',
    unknown: '未知',
  },
}
