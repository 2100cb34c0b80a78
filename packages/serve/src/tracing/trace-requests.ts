import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import { belowPrefix } from '../http/below-prefix.ts'
import { pathOf } from '../http/path-of.ts'
import { recordOf } from '../service/call-record.ts'
import { beginSpan, describeAnswer } from './server-span.ts'

/** Probes and scrapes come every few seconds and tell nothing. */
const UNTRACED = ['/v2/health/live', '/v2/health/ready', '/metrics']

/** Methods that spans name; any other is `_OTHER`, so that callers cannot make up names. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * A span for each request over HTTP, but for probes and scrapes, with the names of OpenTelemetry's semantic conventions for
 * HTTP servers. No query, header or body is in it.
 */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { url: route } = request.routeOptions
    if (route !== undefined && UNTRACED.includes(belowPrefix(route, app.prefix))) return done()
    const method = METHODS.includes(request.method) ? request.method : '_OTHER'
    const attributes = {
      'http.request.method': method,
      'url.path': pathOf(request.url),
      'url.scheme': request.protocol,
      ...(route === undefined ? {} : { 'http.route': route }),
    }
    const name = route === undefined ? method : `${method} ${route}`
    const record = recordOf(request)
    const span = beginSpan(name, { kind: SpanKind.SERVER, attributes }, request.headers, record)
    reply.raw.once('close', () => {
      // Of a caller who has gone there is no status.
      if (reply.raw.writableFinished) {
        const { statusCode } = reply
        span.setAttribute('http.response.status_code', statusCode)
        if (statusCode >= 500) {
          span.setAttribute('error.type', String(statusCode))
          span.setStatus({ code: SpanStatusCode.ERROR })
        }
      }
      describeAnswer(span, record)
      span.end()
    })
    done()
  })
}
