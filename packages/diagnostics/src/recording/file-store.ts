import { createReadStream, createWriteStream } from 'node:fs'
import { constants, createGunzip, createGzip } from 'node:zlib'

import type { RecordingStore } from './store.ts'

/** A recording in a file. */
export interface FileStore extends RecordingStore {
  close(): Promise<void>
}

/**
 * Keeps a recording in a new gzipped file, which grows as long as the recording does and can be read up to what was last appended, also after
 * a crash. @throws Error (by `append`) when the file is there already, or cannot be written
 */
export function fileStore(file: string): FileStore {
  const zip = createGzip()
  const target = zip.pipe(createWriteStream(file, { flags: 'wx' }))
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject)
    target.on('error', reject)
  })
  failed.catch(() => undefined) // whoever appends hears of it
  const done = (start: (callback: () => void) => void) => Promise.race([new Promise<void>((resolve) => start(resolve)), failed])
  return {
    append: (text) =>
      done((written) => {
        zip.write(text)
        zip.flush(constants.Z_SYNC_FLUSH, written)
      }),
    async *read() {
      const text = createReadStream(file)
        .pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))
        .setEncoding('utf8')
      for await (const chunk of text) yield String(chunk)
    },
    close: () =>
      done((closed) => {
        target.on('close', closed)
        zip.end()
      }),
  }
}
