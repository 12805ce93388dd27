/** libvpx, libaom, libgav1, dav1d, OpenH264 and FFmpeg run on the processor. */
const software = /lib|dav1d|open|ffmpeg/i

/**
 * Whether hardware encodes or decodes, by what the browser says of its power efficiency, else `false` for implementations known to be software.
 * The name itself is not kept: it tells more about the machine than an observer needs.
 */
export function accelerated(implementation: string | null, powerEfficient: boolean | null): boolean | null {
  return powerEfficient === null && implementation !== null && software.test(implementation) ? false : powerEfficient
}
