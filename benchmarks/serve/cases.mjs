// What `pnpm bench serve` asks of each server.

/** A bidirectional GRU over short texts, whose lengths in tokens are spread evenly. */
export const MODEL = {
  ...{ vocabulary: 20_000, embedding: 128, hidden: 128, labels: 4 },
  ...{ shortest: 5, longest: 60 },
}

/**
 * Closed: each of `connections` sends its next request when the answer to the last one is there. Open: requests come at
 * `rate` a second whether or not answers do, at random times, as from users who know nothing of each other.
 */
export const CASES = [
  ...[1, 8, 32, 128].map((connections) => ({ kind: 'closed', connections })),
  ...[500, 1000, 2000, 3000, 4000, 5000, 6000, 7000].map((rate) => ({ kind: 'open', rate })),
].map((one) => ({ ...one, id: idOf(one), name: nameOf(one) }))

export const QUICK_CASES = CASES.filter(({ connections, rate }) => connections === 32 || rate === 500)

/** A turn of one server, in seconds, after those that are not counted. */
export const TURN_SECONDS = 4
export const QUICK_TURN_SECONDS = 1
export const UNCOUNTED_SECONDS = 0.5
/** Connections of an open loop, at most: requests beyond them wait in the client, and their time counts. */
export const OPEN_CONNECTIONS = 128
/** A server that answers less than this share of an open loop's requests in time is not asked for more. */
export const KEPT_UP_SHARE = 0.95

function idOf({ connections, rate }) {
  return connections === undefined ? `rate-${rate}` : `connections-${connections}`
}

function nameOf({ connections, rate }) {
  if (rate !== undefined) return `${rate} requests a second`
  return `${connections} ${connections === 1 ? 'connection' : 'connections'}`
}
