import type { FastifyInstance, FastifyRequest } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { isNdjson } from './ndjson/ndjson-type.ts'

/** Milliseconds in which a request must have arrived: else slow clients could hold every connection for ever. */
export const REQUEST_TIMEOUT_MS = 60_000

/**
 * Ends requests that arrive too slowly with a 408: a body that is read whole must be there in time. A body of NDJSON, which is
 * read as fast as its lines are answered, may take long, but not stand still so long.
 */
export function limitArrival(app: FastifyInstance, ms: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  // Not asynchronous: whether the server is open is asked in the same turn in which the headers came.
  app.addHook('onRequest', (request, reply, done) => {
    if (isNdjson(request.headers['content-type'])) {
      // A request that was injected has no connection, and no such function.
      request.raw.setTimeout?.(ms, () => request.raw.destroy())
    } else {
      const late = () => {
        reply.header('connection', 'close')
        void reply.send(invalidRequest('the body did not arrive in time; send it again', 408))
      }
      timers.set(request, setTimeout(late, ms).unref())
    }
    done()
  })
  const hasArrived = (request: FastifyRequest) => clearTimeout(timers.get(request))
  app.addHook('preHandler', (request, _reply, done) => {
    hasArrived(request)
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    hasArrived(request)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    hasArrived(request)
    done()
  })
}
