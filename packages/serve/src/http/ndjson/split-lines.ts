import { tooLarge } from '../../invalid-request.ts'

const NEWLINE = 0x0a

/** A line's bytes without its end, or why it has none. */
export type Line = Uint8Array | Error

/**
 * Splits a stream of bytes at its newlines and gives the lines of what arrived together. A line that is too long is an error
 * in its place, of which no more than `maxBytes` is kept.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly Line[]> {
  let begun: Uint8Array[] = []
  let size = 0 // of the line that has begun
  const add = (bytes: Uint8Array) => {
    size += bytes.length
    if (size <= maxBytes) begun.push(bytes)
    else begun = []
  }
  const finish = (): Line => {
    const line = size <= maxBytes ? joined(begun) : tooLong(maxBytes)
    begun = []
    size = 0
    return line
  }
  for await (const chunk of chunks) {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end))
      lines.push(finish())
      start = end + 1
    }
    add(chunk.subarray(start))
    if (lines.length > 0) yield lines
  }
  if (size > 0) yield [finish()]
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

function tooLong(maxBytes: number): Error {
  return tooLarge(`the line has more than the ${maxBytes} bytes that this server accepts; shorten its text`)
}
