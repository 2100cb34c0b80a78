import { belowPrefix } from '../http/below-prefix.ts'
import type { RequestEnd } from '../http/request-end.ts'
import type { ServerMetrics } from './server-metrics.ts'

/**
 * Counts what a server answers under /v1 and /v2, refusals included; health and pages are not counted.
 *
 * @param prefix - where the routes are mounted
 */
export function countRequests(metrics: ServerMetrics, prefix: string): RequestEnd {
  const protocols = new Map<string, string | undefined>() // by path of the route
  const protocolAt = (route: string): string | undefined => {
    if (!protocols.has(route)) protocols.set(route, protocolOf(belowPrefix(route, prefix)))
    return protocols.get(route)
  }
  return ({ routeOptions: { url = '' } }, { statusCode }, { model, begun }, isAnswered) => {
    const protocol = isAnswered ? protocolAt(url) : undefined
    if (protocol === undefined) return
    const seconds = (performance.now() - begun) / 1000
    metrics.requested({ model, protocol, code: String(statusCode), seconds })
  }
}

function protocolOf(route: string): string | undefined {
  if (route.startsWith('/v1/')) return 'json'
  return route.startsWith('/v2/') && !route.startsWith('/v2/health/') ? 'rest' : undefined
}
