import { TextgateError } from '@textgate/core'
import type { ApiKey } from './api-key.ts'
import { tokenBucket } from './token-bucket.ts'

/** Milliseconds after which asking again makes sense where too much is under way: nobody knows when it ends. */
const BUSY_RETRY_MS = 1000

/** Counts the requests of one key. */
export interface RequestLimiter {
  /**
   * Begins a request.
   *
   * @returns what ends it; calling that again does nothing
   * @throws RATE_LIMITED with `retryAfterSeconds` in its details
   */
  enter(): () => void
}

/**
 * Limits of a key: requests a second by a token bucket, and requests at one time.
 *
 * @param clock - milliseconds that never go back
 */
export function requestLimiter(
  { name, maxRequestsPerSecond, maxConcurrent = Number.POSITIVE_INFINITY }: ApiKey,
  clock: () => number,
): RequestLimiter {
  const bucket = maxRequestsPerSecond === undefined ? undefined : tokenBucket(maxRequestsPerSecond, clock)
  let underWay = 0
  return {
    enter: () => {
      if (underWay >= maxConcurrent)
        throw limited(`key ${name} has ${underWay} requests under way, as many as it may`, BUSY_RETRY_MS)
      const waitMs = bucket?.take() ?? 0
      if (waitMs > 0)
        throw limited(`key ${name} may make ${maxRequestsPerSecond} requests a second, and made more`, waitMs)
      underWay += 1
      let isOver = false
      return () => {
        if (!isOver) underWay -= 1
        isOver = true
      }
    },
  }
}

function limited(problem: string, retryAfterMs: number): TextgateError {
  return new TextgateError('RATE_LIMITED', `${problem}; ask again in ${retryAfterMs} ms`, {
    details: { retryAfterSeconds: retryAfterMs / 1000 },
  })
}
