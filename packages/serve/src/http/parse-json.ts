import { invalidRequest } from '../invalid-request.ts'
import { parseExactJson } from './exact-json.ts'
import { checkJsonDepth } from './json-depth.ts'

/** Made once: it keeps nothing between two texts, and making one costs more than reading a short one. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

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
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch {
    throw invalidRequest(`${what} is no UTF-8; send JSON in UTF-8`)
  }
  try {
    return hasExactIntegers && text.includes('INT64') ? parseExactJson(text) : JSON.parse(text)
  } catch (error) {
    throw invalidRequest(`${what} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}
