import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { belowPrefix } from '../http/below-prefix.ts'
import { recordOf } from '../service/call-record.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** Counts what a fastify server answers under /v1 and /v2, refusals included; health and pages are not counted. */
export function countRequests(app: FastifyInstance, metrics: ServerMetrics): void {
  const protocols = new Map<string, string | undefined>() // by path of the route
  const protocolAt = (route: string): string | undefined => {
    if (!protocols.has(route)) protocols.set(route, protocolOf(belowPrefix(route, app.prefix)))
    return protocols.get(route)
  }
  const count = (request: FastifyRequest, reply: FastifyReply) => {
    const { url = '' } = request.routeOptions
    const protocol = protocolAt(url)
    if (protocol === undefined) return
    metrics.requested({
      model: recordOf(request)?.model,
      protocol,
      code: String(reply.statusCode),
      seconds: reply.elapsedTime / 1000,
    })
  }
  app.addHook('onResponse', (request, reply, done) => {
    count(request, reply)
    done()
  })
}

function protocolOf(route: string): string | undefined {
  if (route.startsWith('/v1/')) return 'json'
  return route.startsWith('/v2/') && !route.startsWith('/v2/health/') ? 'rest' : undefined
}
