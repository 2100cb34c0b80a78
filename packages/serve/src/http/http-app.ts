import type { Server as HttpsServer } from 'node:https'
import Fastify, { type FastifyInstance } from 'fastify'
import type { FollowedTls } from '../access/tls-files.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { addRoutes, type RouteOptions } from './add-routes.ts'
import { beginRequest } from './begin-request.ts'
import { refuseBrokenHttp } from './broken-http.ts'
import { REQUEST_TIMEOUT_MS } from './limit-arrival.ts'
import { refuseRequest } from './refuse-request.ts'
import { refuseUnknownPaths } from './refuse-unknown-paths.ts'
import { requestEnds } from './request-ends.ts'
import type { Route } from './route.ts'

/** Bytes of a request's line and headers at most; beyond them it gets a 431. */
export const MAX_HEADER_BYTES = 16_384

/** How a server listens beside its routes. */
export interface HttpOptions extends Partial<RouteOptions> {
  /** To speak HTTPS; connections take new certificates once their files have changed. */
  readonly tls?: FollowedTls | undefined
}

/** A fastify server with the given routes and no others. */
export function httpApp(
  service: InferenceService,
  routes: readonly Route[],
  { arrivalMs = REQUEST_TIMEOUT_MS, onEnd, tls }: HttpOptions = {},
): FastifyInstance {
  const refuse = refuseRequest(service, '')
  const ends = requestEnds(service, onEnd)
  const app = Fastify({
    ...(tls
      ? { https: { maxHeaderSize: MAX_HEADER_BYTES, ...tls.settings } }
      : { http: { maxHeaderSize: MAX_HEADER_BYTES } }),
    // Fastify's own 503 has a shape of its own; that of the routes is ours.
    return503OnClosing: false,
    // Of an address that no route can read; no hook sees it.
    frameworkErrors: (error, request, reply) => {
      beginRequest(service, request, reply, ends)
      void refuse(error, request, reply)
    },
    clientErrorHandler: refuseBrokenHttp,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
  }) as FastifyInstance
  tls?.onChange((settings) => (app.server as HttpsServer).setSecureContext(settings))
  app.server.headersTimeout = arrivalMs
  app.server.requestTimeout = 0 // would end a long NDJSON body, too
  addRoutes(app, service, routes, { arrivalMs, onEnd })
  refuseUnknownPaths(app)
  return app
}
