import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { unreadable, unreadableBecause } from './unreadable.ts'

const CHUNK_BYTES = 256 * 1024

/** First bytes that tell of a file which is no UTF-8 text, with what to do about it. */
const FOREIGN: readonly (readonly [prefix: readonly number[], reason: string])[] = [
  [[0xff, 0xfe], 'it is UTF-16; save it as UTF-8'],
  [[0xfe, 0xff], 'it is UTF-16; save it as UTF-8'],
  [[0x1f, 0x8b], 'it is gzip data; let its name end in .gz'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a zip archive or a spreadsheet; unpack it, or save it as CSV in UTF-8'],
  [[0x50, 0x41, 0x52, 0x31], 'it is Parquet; let its name end in .parquet'],
]

/**
 * The bytes of a text file, chunk by chunk, unpacked and without a UTF-8 byte order mark.
 *
 * @throws DATA_FILE_UNREADABLE when it is missing, forbidden, truncated or damaged gzip, or plainly no UTF-8 text
 */
export async function* fileBytes(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  // The pipeline's error reaches the reader of its last stream; the callback keeps it from being thrown twice.
  const stream = gzip ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : file
  try {
    let start: Buffer | undefined = Buffer.alloc(0)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (start === undefined) {
        yield chunk
        continue
      }
      start = Buffer.concat([start, chunk])
      if (start.length < 4) continue
      yield textStart(path, start)
      start = undefined
    }
    if (start !== undefined && start.length > 0) yield textStart(path, start)
  } catch (error) {
    throw unreadableBecause(path, error)
  } finally {
    stream.destroy()
    file.destroy()
  }
}

function textStart(path: string, start: Buffer): Buffer {
  for (const [prefix, reason] of FOREIGN) {
    if (prefix.every((byte, i) => start[i] === byte)) throw unreadable(path, reason)
  }
  const marked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf
  return marked ? start.subarray(3) : start
}
