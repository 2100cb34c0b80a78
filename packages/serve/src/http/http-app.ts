import type { Server as HttpsServer } from 'node:https'
import { TextgateError } from '@textgate/core'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { FollowedTls } from '../access/tls-files.ts'
import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { refuseBrokenHttp } from './broken-http.ts'
import { limitArrival, REQUEST_TIMEOUT_MS } from './limit-arrival.ts'
import { NDJSON } from './ndjson/ndjson-type.ts'
import { plainBody } from './plain-body.ts'
import { toFailure } from './request-error.ts'
import type { Route } from './route.ts'
import { sendAnswer } from './send-answer.ts'
import { setSignal } from './signal-of.ts'

/** Bytes of a request's line and headers at most; beyond them it gets a 431. */
export const MAX_HEADER_BYTES = 16_384

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * A fastify server with the given routes. Errors are `{ "error": "CODE: message" }` under /v2, the one shape that the
 * Open Inference Protocol has, and `{ "error": { "code", "message" } }` elsewhere.
 *
 * @param arrivalMs - milliseconds in which a request must have arrived
 * @param tls - to speak HTTPS; connections take new certificates once their files have changed
 */
export function httpApp(
  service: InferenceService,
  routes: readonly Route[],
  arrivalMs = REQUEST_TIMEOUT_MS,
  tls?: FollowedTls,
): FastifyInstance {
  const { log } = service
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const failure = toFailure(error, service.limits.bodyLimitBytes)
    // A caller who has gone hears no failure, and there was none.
    if (failure.status >= 500 && !reply.raw.destroyed) {
      log?.({
        kind: 'request-failed',
        method: request.method,
        url: request.url,
        code: failure.code,
        reason: reasonOf(error),
      })
    }
    const isInference = /^\/v2(\/|\?|$)/.test(request.url)
    const { code, message, retryAfterSeconds } = failure
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)))
    return reply.code(failure.status).send({ error: isInference ? `${code}: ${message}` : { code, message } })
  }
  const app = Fastify({
    bodyLimit: service.limits.bodyLimitBytes,
    ...(tls
      ? { https: { maxHeaderSize: MAX_HEADER_BYTES, ...tls.settings } }
      : { http: { maxHeaderSize: MAX_HEADER_BYTES } }),
    // Fastify's own 503 has a shape of its own; the hook below has ours.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    clientErrorHandler: refuseBrokenHttp,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
  }) as FastifyInstance
  tls?.onChange((settings) => (app.server as HttpsServer).setSecureContext(settings))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Read by its route, line by line.
  app.addContentTypeParser(NDJSON, (_request, body, done) => done(null, body))
  app.setErrorHandler(refuse)
  app.setNotFoundHandler((request) => {
    throw invalidRequest(
      `there is no ${shortName(request.url.split('?', 1)[0] as string)}; ask GET /v2 or POST /v1/classify`,
      404,
    )
  })
  app.addHook('onSend', async (_request, reply) => {
    // Else the client would keep the connection, and closing would wait for it.
    if (!service.isOpen) reply.header('connection', 'close')
  })
  limitArrival(app, arrivalMs)
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
      setSignal(request, gone.signal)
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort()
      })
      const { headers } = request
      const answer = await route.answer({
        parameters: request.params as Record<string, string>,
        query: request.query as Record<string, unknown>,
        headers,
        body: await plainBody(request.body, headers['content-encoding'], service.limits.bodyLimitBytes),
        signal: gone.signal,
      })
      return sendAnswer(reply, answer, headers['accept-encoding'])
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
