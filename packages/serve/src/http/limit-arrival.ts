import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { isNdjson } from './ndjson/ndjson-type.ts'

/** Milliseconds in which a request must have arrived: else slow clients could hold every connection for ever. */
export const REQUEST_TIMEOUT_MS = 60_000

/** Milliseconds between two looks for requests that are late, at most. */
const LOOK_MS = 1_000

/** The requests whose bodies are on their way. */
export interface Arrivals {
  /** Told of a request when its headers are there. @returns to be called when it is there whole, or nobody waits for it any more */
  expect(request: FastifyRequest, reply: FastifyReply): () => void
}

/** A request that is on its way, between those that came before and after it. */
interface Arrival {
  reply: FastifyReply | undefined
  readonly due: number
  before: Arrival | undefined
  after: Arrival | undefined
}

/**
 * Ends requests that arrive too slowly with a 408: a body that is read whole must be there in time. A body of NDJSON, which is
 * read as fast as its lines are answered, may take long, but not stand still so long.
 *
 * @param app - when it closes, nothing is looked for any more
 */
export function limitArrival(app: FastifyInstance, ms: number): Arrivals {
  // One timer for all: the oldest stands first, and most have arrived before anyone looks. A list of their own and no Map: each time a
  // Map is tidied, V8 leaves a table behind that holds the requests of that moment until the next full garbage collection.
  let first: Arrival | undefined
  let last: Arrival | undefined
  const timer = setInterval(refuseLate, Math.min(ms, LOOK_MS)).unref()
  function refuseLate(): void {
    const now = performance.now()
    while (first && first.due <= now) {
      const { reply } = first
      forget(first)
      reply?.header('connection', 'close')
      void reply?.send(invalidRequest('the body did not arrive in time; send it again', 408))
    }
  }
  function forget(arrival: Arrival): void {
    if (arrival.reply === undefined) return
    const { before, after } = arrival
    if (before) before.after = after
    else first = after
    if (after) after.before = before
    else last = before
    // What it points to would be kept alive with it.
    arrival.reply = undefined
    arrival.before = undefined
    arrival.after = undefined
  }
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer)
    done()
  })
  return {
    expect: (request, reply) => {
      if (isNdjson(request.headers['content-type'])) {
        // A request that was injected has no connection, and no such function.
        request.raw.setTimeout?.(ms, () => request.raw.destroy())
        return () => undefined
      }
      const arrival: Arrival = { reply, due: performance.now() + ms, before: last, after: undefined }
      if (last) last.after = arrival
      else first = arrival
      last = arrival
      return () => forget(arrival)
    },
  }
}
