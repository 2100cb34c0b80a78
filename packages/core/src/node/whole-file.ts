import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** Node reads and hashes less than 2 GiB in one go; weights may be more. */
const MOST_AT_ONCE = 2 ** 30

/** All bytes of a file, of whatever size; rejects as `open` and `read` do. */
export async function readWholeFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r')
  try {
    const bytes = new Uint8Array((await file.stat()).size)
    let position = 0
    while (position < bytes.length) {
      const wanted = Math.min(MOST_AT_ONCE, bytes.length - position)
      const { bytesRead } = await file.read(bytes, position, wanted, position)
      if (bytesRead === 0) return bytes.slice(0, position) // it has become shorter meanwhile
      position += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

/** SHA-256 as lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  const hash = createHash('sha256')
  for (let start = 0; start < bytes.length; start += MOST_AT_ONCE) {
    hash.update(bytes.subarray(start, start + MOST_AT_ONCE))
  }
  return hash.digest('hex')
}
