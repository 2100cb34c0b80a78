import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { isNdjson } from './ndjson/ndjson-type.ts'

/** Milliseconds in which a request must have arrived: else slow clients could hold every connection for ever. */
export const REQUEST_TIMEOUT_MS = 60_000

/** Milliseconds between two looks for requests that are late, at most. */
const LOOK_MS = 1_000

/** The requests whose bodies are on their way. */
export interface Arrivals {
  /** Told of a request when its headers are there. */
  expect(request: FastifyRequest, reply: FastifyReply): void
  /** Told when it is there whole, or nobody waits for it any more. */
  forget(request: FastifyRequest): void
}

/**
 * Ends requests that arrive too slowly with a 408: a body that is read whole must be there in time. A body of NDJSON, which is
 * read as fast as its lines are answered, may take long, but not stand still so long.
 *
 * @param app - when it closes, nothing is looked for any more
 */
export function limitArrival(app: FastifyInstance, ms: number): Arrivals {
  // One timer for all: the oldest stands first, and most have arrived before anyone looks.
  const arriving = new Map<FastifyRequest, { readonly reply: FastifyReply; readonly due: number }>()
  const timer = setInterval(refuseLate, Math.min(ms, LOOK_MS)).unref()
  function refuseLate(): void {
    const now = performance.now()
    for (const [request, { reply, due }] of arriving) {
      if (due > now) return
      arriving.delete(request)
      reply.header('connection', 'close')
      void reply.send(invalidRequest('the body did not arrive in time; send it again', 408))
    }
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
      } else {
        arriving.set(request, { reply, due: performance.now() + ms })
      }
    },
    forget: (request) => arriving.delete(request),
  }
}
