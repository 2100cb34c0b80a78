import { isUtf8 } from 'node:buffer'
import { invalidRequest } from '../invalid-request.ts'
import { parseExactJson } from './exact-json.ts'
import { checkJsonDepth } from './json-depth.ts'

const BYTE_ORDER_MARK = 0xfeff

/** How numbers are read. */
export interface JsonOptions {
  /** Integers beyond 2^53 become bigints where the text speaks of 64-bit integers. */
  readonly hasExactIntegers?: boolean
}

/**
 * The JSON value of bytes.
 *
 * @param what - how messages name it
 * @throws REQUEST_INVALID for bytes that are no UTF-8, and for broken or deep JSON
 */
export function parseJson(
  what: string,
  bytes: Uint8Array,
  { hasExactIntegers = false }: JsonOptions = {},
): unknown {
  checkJsonDepth(bytes)
  // Both are native and in place; a TextDecoder that refuses costs several times as much.
  if (!isUtf8(bytes)) throw invalidRequest(`${what} is no UTF-8; send JSON in UTF-8`)
  const decoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const text = decoded.charCodeAt(0) === BYTE_ORDER_MARK ? decoded.slice(1) : decoded
  try {
    return hasExactIntegers && text.includes('INT64') ? parseExactJson(text) : JSON.parse(text)
  } catch (error) {
    throw invalidRequest(`${what} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}
