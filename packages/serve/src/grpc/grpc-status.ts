import { Metadata, type StatusObject, status } from '@grpc/grpc-js'
import { type ErrorCode, isTextgateError } from '@textgate/core'

/** What is not here is INTERNAL. */
const STATUS: Partial<Record<ErrorCode, status>> = {
  REQUEST_INVALID: status.INVALID_ARGUMENT,
  // Not RESOURCE_EXHAUSTED, after which clients ask the same again.
  REQUEST_TOO_LARGE: status.INVALID_ARGUMENT,
  MODEL_NOT_FOUND: status.NOT_FOUND,
  MODEL_REFUSED: status.FAILED_PRECONDITION,
  MODEL_CONTROL_OFF: status.PERMISSION_DENIED,
  SERVER_BUSY: status.RESOURCE_EXHAUSTED,
  SERVER_CLOSING: status.UNAVAILABLE,
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  UNAUTHORIZED: status.UNAUTHENTICATED,
  FORBIDDEN: status.PERMISSION_DENIED,
  RATE_LIMITED: status.RESOURCE_EXHAUSTED,
}

/** Characters of a message at most: HTTP/2 clients take 8 KiB of headers or more, and characters are escaped in them. */
const MAX_CHARACTERS = 1000

/** Metadata by which a server tells clients that retry when to (gRPC proposal A6). */
const RETRY_METADATA = 'grpc-retry-pushback-ms'

/**
 * Any error as the status that a client sees: its details are `CODE: message`, as of errors over REST.
 *
 * @param metadata - what else the client is told; when to ask again is added
 */
export function toGrpcStatus(error: unknown, metadata = new Metadata()): StatusObject {
  if (!isTextgateError(error))
    return {
      code: status.INTERNAL,
      details: 'MODEL_FAILED: the server failed unexpectedly; see its log',
      metadata,
    }
  const { retryAfterSeconds, status: httpStatus } = error.details
  if (typeof retryAfterSeconds === 'number')
    metadata.set(RETRY_METADATA, String(Math.ceil(retryAfterSeconds * 1000)))
  const code = STATUS[error.code] ?? (httpStatus === 503 ? status.UNAVAILABLE : status.INTERNAL)
  return { code, details: shown(error.message), metadata }
}

/** grpc-js escapes details as a URI, which throws over half a character. */
function shown(message: string): string {
  const short = message.length > MAX_CHARACTERS ? `${message.slice(0, MAX_CHARACTERS)}…` : message
  return Buffer.from(short).toString()
}
