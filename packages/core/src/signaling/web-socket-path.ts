import { wrongArgument } from '../arguments.ts'

/** Segments of a path as RFC 3986 3.3 has them, written as they are in a URL. */
const pathPattern = /^[\w.~!$&'()*+,;=:@%-]+(\/[\w.~!$&'()*+,;=:@%-]+)*$/
const dots = /(^|\/)\.\.?(\/|$)/

/**
 * The option `path` of a transport or its server, with one slash before it and none behind, as both ends compare it: `rt`, `/rt` and `/rt/`
 * are the same.
 * @throws TypeError for what is no path.
 */
export function webSocketPath(value: unknown, example: string): string {
  const segments = typeof value === 'string' ? value.replace(/^\/|\/$/g, '') : null
  const fits = segments !== null && (value === '/' || (pathPattern.test(segments) && !dots.test(segments)))
  if (!fits) throw wrongArgument('path', `the path of a URL, such as '${example}', without a host or a query`, value)
  return `/${segments}`
}
