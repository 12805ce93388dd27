/** Hands a file to whoever looks at the page. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name })
  anchor.click()
  // A browser has taken what it needs of the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
