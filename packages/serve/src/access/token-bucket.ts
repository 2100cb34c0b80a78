/** Lets so many through a second, on average. */
export interface TokenBucket {
  /** Takes a token where there is one. @returns 0, or else milliseconds until there is one */
  take(): number
}

/** Of a token: what adding up small parts may be short of. */
const ROUNDING = 1e-9

/**
 * The token bucket, as of Jonathan S. Turner, "New directions in communications (or which way to the information age?)",
 * 1986: it holds the tokens of one second, at least one, is full at first, and fills at the given rate.
 *
 * @param perSecond - tokens a second, above 0
 * @param clock - milliseconds that never go back
 */
export function tokenBucket(perSecond: number, clock: () => number): TokenBucket {
  const capacity = Math.max(1, perSecond)
  let tokens = capacity
  let filledAt = clock()
  return {
    take: () => {
      const now = clock()
      tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens < 1 - ROUNDING) return Math.ceil(((1 - tokens) / perSecond) * 1000)
      tokens -= 1
      return 0
    },
  }
}
