import type { RecordingErrorCode } from '../import/importer.ts'

import type { Language } from './explain.ts'

/** Why a file cannot be read: in English what its message says, which knows most, in another language what is so of every file with this code. */
export function explainRefusal(
  { code, message }: { readonly code: RecordingErrorCode; readonly message: string },
  language: Language = 'en',
): string {
  return language === 'zh' ? chinese[code] : message
}

// Not in the catalogues, which whoever judges a call without reading a file loads too.
const chinese: Readonly<Record<RecordingErrorCode, string>> = {
  'not-supported':
    '这个文件不是可以打开的通话录制。支持 Earshot 录制文件、Chrome 的 webrtc-internals 转储、RTCStatsDump（第 3 版）和 Jitsi 的 rtcstats 转储，可为 gzip 压缩。',
  empty: '这个文件里没有任何记录。请在通话之前或通话期间开始录制，并在通话页面关闭之前保存。',
  malformed: '这个文件已损坏，从开头就无法读取。请重新录制并保存，或重新获取该文件。',
  'too-large': '这个文件解压后超过 512 MB，无法读取。',
}
