import { TextgateError } from '@textgate/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { recordOf, setRecord } from '../service/call-record.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { beginRequest } from './begin-request.ts'
import { limitArrival } from './limit-arrival.ts'
import { NDJSON } from './ndjson/ndjson-type.ts'
import { plainBody } from './plain-body.ts'
import { refuseRequest } from './refuse-request.ts'
import type { RequestEnd } from './request-end.ts'
import { requestEnds } from './request-ends.ts'
import { RequestSignal } from './request-signal.ts'
import type { Route } from './route.ts'
import { sendAnswer } from './send-answer.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** What routes have in common. */
export interface RouteOptions {
  /** Milliseconds in which a request must have arrived. */
  readonly arrivalMs: number
  /** Told of each request that has ended, beside the log. */
  readonly onEnd?: RequestEnd | undefined
}

/**
 * Gives a fastify server, or a plugin's part of one, the routes with their parsers, limits, errors and hooks. Nothing of it
 * concerns routes that are registered elsewhere.
 */
export function addRoutes(
  app: FastifyInstance,
  service: InferenceService,
  routes: readonly Route[],
  { arrivalMs, onEnd }: RouteOptions,
): void {
  const bodyLimit = service.limits.bodyLimitBytes
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  // Read by its route, line by line.
  app.addContentTypeParser(NDJSON, (_request, body, done) => done(null, body))
  app.setErrorHandler(refuseRequest(service, app.prefix))
  const arrivals = limitArrival(app, arrivalMs)
  const ends = requestEnds(service, onEnd)
  // Every hook and every promise costs each request some microseconds: this one does for all, and waits for nothing.
  app.addHook('onRequest', (request, reply, done) => {
    const record = beginRequest(service, request, reply, ends)
    record.onArrived = arrivals.expect(request, reply)
    done()
  })
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
    handler: (request, reply) => answerBy(route, service, request, reply),
  })
}

/** Sends what a route answers; whatever it throws, at once or later, is answered by the error handler. */
function answerBy(
  route: Route,
  service: InferenceService,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { headers } = request
  const signal = new RequestSignal()
  const record = recordOf(request)
  if (record) {
    record.onArrived?.()
    setRecord(signal, record)
    record.onGone = () => signal.abort()
  }
  const fail = (error: unknown) => {
    void reply.send(error instanceof Error ? error : new Error(String(error)))
  }
  const answer = (body: unknown) =>
    route.answer({
      parameters: request.params as Record<string, string>,
      query: request.query as Record<string, unknown>,
      headers,
      body,
      signal,
    })
  const send = (answered: unknown) => {
    try {
      sendAnswer(service, reply, answered, headers['accept-encoding'])
    } catch (error) {
      fail(error)
    }
  }
  try {
    const body = plainBody(request.body, headers['content-encoding'], service.limits.bodyLimitBytes)
    const answered = body instanceof Promise ? body.then(answer) : answer(body)
    if (answered instanceof Promise) answered.then(send, fail)
    else send(answered)
  } catch (error) {
    fail(error)
  }
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
