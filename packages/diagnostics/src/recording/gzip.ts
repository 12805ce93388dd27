/** A gzipped file of text, made as the text comes. */
export async function gzipFile(text: AsyncIterable<string>): Promise<Blob> {
  const encoder = new TextEncoder()
  const stream = new CompressionStream('gzip')
  const file = new Response(stream.readable).blob()
  const writer = stream.writable.getWriter()
  for await (const piece of text) await writer.write(encoder.encode(piece))
  await writer.close()
  return file
}

/** One piece of text. */
export async function gzip(text: string): Promise<Uint8Array> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(zipped).arrayBuffer())
}

export async function gunzip(piece: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Response(new Blob([piece]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
}
