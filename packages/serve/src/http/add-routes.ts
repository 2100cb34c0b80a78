import { TextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { recordOf, setRecord } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { beginRequest } from './begin-request.ts'
import { limitArrival } from './limit-arrival.ts'
import { NDJSON } from './ndjson/ndjson-type.ts'
import { plainBody } from './plain-body.ts'
import { refuseRequest } from './refuse-request.ts'
import { RequestSignal } from './request-signal.ts'
import type { Route } from './route.ts'
import { sendAnswer } from './send-answer.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Gives a fastify server, or a plugin's part of one, the routes with their parsers, limits, errors and hooks. Nothing of it
 * concerns routes that are registered elsewhere.
 *
 * @param arrivalMs - milliseconds in which a request must have arrived
 */
export function addRoutes(
  app: FastifyInstance,
  service: InferenceService,
  routes: readonly Route[],
  arrivalMs: number,
): void {
  const bodyLimit = service.limits.bodyLimitBytes
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  // Read by its route, line by line.
  app.addContentTypeParser(NDJSON, (_request, body, done) => done(null, body))
  app.setErrorHandler(refuseRequest(service, app.prefix))
  // Hooks that wait for nothing take `done`: a promise a hook and request would cost more than they do.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Else the client would keep the connection, and closing would wait for it.
    if (!service.isOpen) reply.header('connection', 'close')
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    beginRequest(service, request, reply)
    done()
  })
  limitArrival(app, arrivalMs)
  for (const route of routes) addRoute(app, service, route)
  addOtherMethods(app, routes)
}

function addRoute(app: FastifyInstance, service: InferenceService, route: Route): void {
  app.route({
    method: route.method,
    url: route.path,
    exposeHeadRoute: route.method === 'GET', // whatever the server around it does with its own routes
    onRequest: (_request, _reply, done) => {
      // Asked when the headers have come: a body that is still arriving is work under way.
      const isRefused = !service.isOpen && !route.isHealth
      done(
        isRefused
          ? new TextgateError(
              'SERVER_CLOSING',
              'the server is stopping; ask another instance, or again later',
            )
          : undefined,
      )
    },
    handler: async (request, reply) => {
      const signal = new RequestSignal()
      const record = recordOf(request)
      if (record) setRecord(signal, record)
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) signal.abort()
      })
      const { headers } = request
      const body = plainBody(request.body, headers['content-encoding'], service.limits.bodyLimitBytes)
      const answer = await route.answer({
        parameters: request.params as Record<string, string>,
        query: request.query as Record<string, unknown>,
        headers,
        body: body instanceof Promise ? await body : body,
        signal,
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
