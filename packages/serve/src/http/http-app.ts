import { TextgateError } from '@textgate/core'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { InferenceService } from '../service/inference-service.ts'
import { invalidRequest, toFailure } from './request-error.ts'

/** One route, free of fastify. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Path with `:parameters`. */
  readonly path: string
  /** Answered while the server closes, too. */
  readonly isHealth?: boolean
  /** The JSON of a 200; throws for anything else. */
  answer(request: RouteRequest): unknown
}

/** What a route sees of a request. */
export interface RouteRequest {
  readonly parameters: Readonly<Record<string, string>>
  readonly headers: FastifyRequest['headers']
  /** The body's bytes, if it has one. */
  readonly body: unknown
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

/** Milliseconds in which a request must have arrived: else slow clients could hold every connection for ever. */
const REQUEST_TIMEOUT_MS = 60_000

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * A fastify server with the given routes. Errors are `{ "error": "CODE: message" }` under /v2, the one shape that the
 * Open Inference Protocol has, and `{ "error": { "code", "message" } }` elsewhere.
 */
export function httpApp(service: InferenceService, routes: readonly Route[]): FastifyInstance {
  const { log } = service
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const failure = toFailure(error, service.limits.bodyLimitBytes)
    if (failure.status >= 500) {
      log?.({
        kind: 'request-failed',
        method: request.method,
        url: request.url,
        code: failure.code,
        reason: reasonOf(error),
      })
    }
    const isInference = /^\/v2(\/|\?|$)/.test(request.url)
    const { code, message } = failure
    return reply.code(failure.status).send({ error: isInference ? `${code}: ${message}` : { code, message } })
  }
  const app = Fastify({
    bodyLimit: service.limits.bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Fastify's own 503 has a shape of its own; the hook below has ours.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler(refuse)
  app.setNotFoundHandler((request) => {
    throw invalidRequest(`there is no ${request.url.split('?', 1)[0]}; ask GET /v2 or POST /v1/classify`, 404)
  })
  app.addHook('onSend', async (_request, reply) => {
    // Else the client would keep the connection, and closing would wait for it.
    if (!service.isOpen) reply.header('connection', 'close')
  })
  if (log) {
    app.addHook('onResponse', async ({ method, url }, reply) => {
      log({ kind: 'request', method, url, status: reply.statusCode, ms: reply.elapsedTime })
    })
  }
  for (const route of routes) addRoute(app, service, route)
  addOtherMethods(app, routes)
  return app
}

function addRoute(app: FastifyInstance, service: InferenceService, route: Route): void {
  app.route({
    method: route.method,
    url: route.path,
    onRequest: async () => {
      // Asked when the headers have come: a body that is still arriving is work under way.
      if (!service.isOpen && !route.isHealth) {
        throw new TextgateError(
          'SERVER_CLOSING',
          'the server is stopping; ask another instance, or again later',
        )
      }
    },
    handler: async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort()
      })
      return route.answer({
        parameters: request.params as Record<string, string>,
        headers: request.headers,
        body: request.body,
        signal: gone.signal,
      })
    },
  })
}

/** A known path with another method is a 405 that names the right one, not a 404. */
function addOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const { method, path } of routes) {
    const allowed = method === 'GET' ? ['GET', 'HEAD'] : [method]
    app.route({
      method: METHODS.filter((other) => !allowed.includes(other)),
      url: path,
      handler: async (request, reply) => {
        reply.header('allow', allowed.join(', '))
        throw invalidRequest(`${request.method} is not allowed here; use ${method}`, 405)
      },
    })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
