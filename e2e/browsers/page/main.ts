export const adapted: boolean = location.search === '?adapter'

// Before anything else that touches WebRTC, or not at all.
if (adapted) await import('webrtc-adapter')
await import('./driver.ts')
