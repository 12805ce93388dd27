import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setSecurityHeaders } from './headers.ts'

/** Answers with a small page of its own: it needs no other file, so it also works where no page was built. */
export function sendNotFound(request: IncomingMessage, response: ServerResponse): void {
  setSecurityHeaders(request, response, `'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  response.writeHead(404, {
    'Content-Type': 'text/html;charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
  })
  response.end(page)
}

const style = `
  :root { color-scheme: light dark; color: light-dark(#1b1f22, #e8ebed); background: light-dark(#f7f7f5, #111416);
    font: 15px/1.45 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif }
  main { max-width: 34rem; margin: 20vh auto 0; padding: 0 24px }
  h1 { font-size: 1.5rem; margin: 0 0 8px }
  a { color: light-dark(#0067b1, #5eb1f3) }
`

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nothing here · Earshot</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>There is no page at this address</h1>
<p>The address may have been mistyped, or the page has moved. <a href="/">See what can be opened here.</a></p>
</main>
</body>
</html>
`
