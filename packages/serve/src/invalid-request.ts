import { TextgateError } from '@textgate/core'

/** REQUEST_INVALID, with another HTTP status than 400 where there is a better one. */
export function invalidRequest(message: string, status = 400): TextgateError {
  return new TextgateError('REQUEST_INVALID', message, { details: { status } })
}

/** REQUEST_TOO_LARGE. */
export function tooLarge(message: string): TextgateError {
  return new TextgateError('REQUEST_TOO_LARGE', message)
}
