/** Longest line that is held in memory. */
export const MAXIMUM_LINE_BYTES = 64 * 1024 * 1024

/**
 * The lines of a file without their line feeds; a last line without one counts too.
 *
 * @param tooLong - what to throw at a line of more than `MAXIMUM_LINE_BYTES`
 */
export async function* byteLines(
  chunks: AsyncIterable<Buffer>,
  tooLong: () => Error,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let held = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const tail = chunk.subarray(start, end)
      yield parts.length === 0 ? tail : Buffer.concat([...parts, tail])
      parts = []
      held = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    parts.push(chunk.subarray(start))
    held += chunk.length - start
    if (held > MAXIMUM_LINE_BYTES) throw tooLong()
  }
  if (parts.length > 0) yield Buffer.concat(parts)
}
