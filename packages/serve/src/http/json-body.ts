import { invalidRequest } from '../invalid-request.ts'
import { nameOf } from '../name-of.ts'
import { type JsonOptions, parseJson } from './parse-json.ts'

/** Headers by lower-case name, and the body's bytes, uncompressed. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/**
 * The JSON object in the body of a request. A missing content type counts as JSON: some inference clients send none.
 *
 * @throws REQUEST_INVALID for other content (415), bytes that are no UTF-8, broken or deep JSON or JSON that is no object (400)
 */
export function jsonBody({ headers, body }: RawRequest, options?: JsonOptions): Record<string, unknown> {
  const type = headers['content-type']
  if (type !== undefined && !isJsonType(String(type))) {
    throw invalidRequest(`content-type ${type} is not supported; send application/json in UTF-8`, 415)
  }
  return jsonObject(body, options)
}

/** The JSON object that bytes hold; see `jsonBody`. */
export function jsonObject(bytes: unknown, options?: JsonOptions): Record<string, unknown> {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0)
    throw invalidRequest('the body is empty; send a JSON object')
  const json = parseJson('the body', bytes, options)
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>
  throw invalidRequest(`the body must be a JSON object, not ${nameOf(json)}`)
}

function isJsonType(type: string): boolean {
  if (type === 'application/json') return true // what nearly all clients send
  const [media = '', ...parameters] = type.toLowerCase().split(';')
  const charset = parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(parameter)?.[1])
  const isUtf8 = charset.every((name) => name === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(name))
  return isUtf8 && /^application\/([\w.-]+\+)?json$/.test(media.trim())
}
