import type { ImportNote } from '../import/importer.ts'

import type { Language } from './explain.ts'

/** What should be known of a file that was read, in a sentence. @default language 'en' */
export function explainNote(note: ImportNote, language: Language = 'en'): string {
  return language === 'zh' ? inChinese(note) : inEnglish(note)
}

// Not in the catalogues, which whoever judges a call without reading a file loads too.
function inEnglish(note: ImportNote): string {
  switch (note.type) {
    case 'truncated':
      return 'The file ends in the middle; this is what came before.'
    case 'skipped':
      return note.count === 1
        ? 'One line or value made no sense and was left out.'
        : `${note.count} lines or values made no sense and were left out.`
    case 'limit':
      return `There are more ${note.what} than are read of one file; the rest was left out.`
    case 'estimated-times':
      return 'The format has no time for each report: times are estimates.'
    case 'estimated-values':
      return `The format does not say when values of ${note.count} series are missing: theirs are spread evenly, and may be some reports early or late.`
  }
}

function inChinese(note: ImportNote): string {
  switch (note.type) {
    case 'truncated':
      return '文件在中途结束；这是之前的内容。'
    case 'skipped':
      return `${note.count} 行或数值无法理解，已省略。`
    case 'limit':
      return `文件中的${limited[note.what]}超出读取上限，其余部分已省略。`
    case 'estimated-times':
      return '该格式没有每份报告的时间：时间为估计值。'
    case 'estimated-values':
      return `该格式不记录 ${note.count} 个序列在何时缺少数值：其数值按时间均匀分布，可能偏早或偏晚几份报告。`
  }
}

const limited: Readonly<Record<Extract<ImportNote, { type: 'limit' }>['what'], string>> = {
  connections: '连接',
  events: '事件',
  stats: '统计对象',
  series: '序列',
  points: '数据点',
}
