import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'

/** Every answer carries these: a page runs only what this server sent, in no frame, and tells no other site that it was open. */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse, styleSource = "'self'"): void {
  response.setHeader('Content-Security-Policy', contentSecurityPolicy(request, styleSource))
  response.setHeader('Permissions-Policy', 'camera=(self), microphone=(self), display-capture=(self)')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Content-Type-Options', 'nosniff')
}

function contentSecurityPolicy(request: IncomingMessage, styleSource: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styleSource}`,
    "img-src 'self' data:",
    "media-src 'self' blob: mediastream:",
    ["connect-src 'self'", ...webSocketOrigin(request)].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

/** Before Safari 16, 'self' did not cover the web socket of the same origin. */
function webSocketOrigin(request: IncomingMessage): readonly string[] {
  const { host } = request.headers
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return []
  return [`${request.socket instanceof TLSSocket ? 'wss' : 'ws'}://${host}`]
}
