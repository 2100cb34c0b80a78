import { invalidRequest } from './request-error.ts'

/** Headers by lower-case name, and the body's bytes. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/**
 * The JSON object in the body of a request. A missing content type counts as JSON: some inference clients send none.
 *
 * @throws REQUEST_INVALID for binary tensors (400), compressed or other content (415), bytes that are no UTF-8, broken
 * JSON or JSON that is no object (400)
 */
export function jsonBody({ headers, body }: RawRequest): Record<string, unknown> {
  if (headers['inference-header-content-length'] !== undefined) {
    throw invalidRequest(
      'binary tensors are not supported; send the tensors as JSON data, without the header Inference-Header-Content-Length',
    )
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw invalidRequest(`content-encoding ${encoding} is not supported; send the body uncompressed`, 415)
  }
  const type = headers['content-type']
  if (type !== undefined && !isJsonType(String(type))) {
    throw invalidRequest(`content-type ${type} is not supported; send application/json in UTF-8`, 415)
  }
  const json = parse(body)
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>
  throw invalidRequest(`the body must be a JSON object, not ${nameOf(json)}`)
}

/** How a message names a value of the wrong type. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`.replace('a object', 'an object')
}

function isJsonType(type: string): boolean {
  const [media = '', ...parameters] = type.toLowerCase().split(';')
  const charset = parameters.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(parameter)?.[1])
  const isUtf8 = charset.every((name) => name === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(name))
  return isUtf8 && /^application\/([\w.-]+\+)?json$/.test(media.trim())
}

function parse(body: unknown): unknown {
  if (!(body instanceof Uint8Array) || body.length === 0)
    throw invalidRequest('the body is empty; send a JSON object')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw invalidRequest('the body is no UTF-8; send JSON in UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidRequest(`the body is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}
