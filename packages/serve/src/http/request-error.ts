import { type ErrorCode, isTextgateError } from '@textgate/core'
import { sentenceOf } from '../engine/process-messages.ts'

const STATUS: Partial<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  REQUEST_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  MODEL_NOT_FOUND: 404,
  SERVER_CLOSING: 503,
  SERVER_BUSY: 503,
  DEADLINE_EXCEEDED: 504,
  MODEL_REFUSED: 409,
  MODEL_CONTROL_OFF: 403,
}

/** Of errors that are not textgate's, such as those of hooks of the server around it. */
const CODE_OF_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [429, 'RATE_LIMITED'],
])

/** A failed request, ready to be told in either protocol. */
export interface Failure {
  readonly status: number
  readonly code: ErrorCode
  /** One sentence, without the code. */
  readonly message: string
  /** When asking again makes sense, where that is known. */
  readonly retryAfterSeconds?: number
}

/** Any error, also fastify's own and those of a program's own hooks, as the code and status that a client sees. */
export function toFailure(error: unknown, bodyLimitBytes: number): Failure {
  if (isTextgateError(error)) {
    const { status, retryAfterSeconds } = error.details
    const code = error.code
    return {
      status: typeof status === 'number' ? status : (STATUS[code] ?? 500),
      code,
      message: sentenceOf(error),
      ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
    }
  }
  const { statusCode, code, message } = error as { statusCode?: unknown; code?: unknown; message?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const sentence = `the body is larger than the ${bodyLimitBytes} bytes that this server accepts; split the request`
    return { status: 413, code: 'REQUEST_TOO_LARGE', message: sentence }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const sentence = 'the content-type cannot be understood; send application/json in UTF-8'
    return { status: 415, code: 'REQUEST_INVALID', message: sentence }
  }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    const sentence = 'the address has a part that is too long for a name; shorten it'
    return { status: 414, code: 'REQUEST_INVALID', message: sentence }
  }
  if (code === 'FST_ERR_BAD_URL') {
    const sentence = 'the address is broken; write % as %25, and other bytes as UTF-8'
    return { status: 400, code: 'REQUEST_INVALID', message: sentence }
  }
  const status = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : 500
  if (status < 500) {
    return { status, code: CODE_OF_STATUS.get(status) ?? 'REQUEST_INVALID', message: String(message) }
  }
  return { status, code: 'MODEL_FAILED', message: 'the server failed unexpectedly; see its log' }
}
