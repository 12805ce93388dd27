export { fileStore, type FileStore } from './recording/file-store.ts'
