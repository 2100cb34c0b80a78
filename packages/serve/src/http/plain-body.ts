import { promisify } from 'node:util'
import { gunzip, inflate, type ZlibOptions } from 'node:zlib'
import { invalidRequest, tooLarge } from '../invalid-request.ts'

const DECODERS = new Map([
  ['gzip', promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)],
  ['x-gzip', promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<Uint8Array, ZlibOptions, Buffer>(inflate)],
])

/**
 * A request's body without its compression.
 *
 * @param encoding - the header content-encoding: gzip, deflate (with zlib's header, as HTTP has it), or nothing
 * @throws REQUEST_INVALID for another encoding (415) or a broken body, REQUEST_TOO_LARGE as soon as more than `limit` bytes come out
 */
export function plainBody(body: unknown, encoding: string | undefined, limit: number): unknown {
  if (encoding === undefined || encoding === 'identity' || !(body instanceof Uint8Array)) return body
  const decode = DECODERS.get(encoding.trim().toLowerCase())
  if (!decode) {
    throw invalidRequest(`content-encoding ${encoding} is not supported; send gzip, deflate or none`, 415)
  }
  return decode(body, { maxOutputLength: limit }).catch((error: { code?: unknown; message: string }) => {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(
        `the body unpacks to more than the ${limit} bytes that this server accepts; split the request`,
      )
    }
    throw invalidRequest(`the body is no ${encoding}: ${error.message}`)
  })
}
