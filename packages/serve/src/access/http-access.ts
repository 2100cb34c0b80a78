import { AsyncLocalStorage } from 'node:async_hooks'
import { isTextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import { belowPrefix } from '../http/below-prefix.ts'
import { recordOf } from '../service/call-record.ts'
import type { AccessControl } from './access-control.ts'
import { type Caller, checkIsAdmin } from './caller.ts'
import { credentialOf } from './credential.ts'

/** Paths that need no key: whether the server lives, and pages for people, which hold nothing of the models. */
const OPEN_PATHS = ['/', '/docs', '/openapi.json', '/v2/health/live', '/v2/health/ready']
/** Of the page: its script and its styles. */
const OPEN_FOLDER = '/assets/'
const METRICS_PATH = '/metrics'

/** Access over HTTP. */
export interface HttpAccess {
  /** Who makes the request that is being answered; nobody, who may do nothing, outside of one. */
  caller(): Caller
  /** Makes a fastify server, or a plugin's part of one, ask for keys. */
  addTo(app: FastifyInstance): void
}

const NOBODY: Caller = { name: 'nobody', isAdmin: false, mayUse: () => false, enter: () => () => undefined }

/**
 * Asks every request for a key before its body is read, but for health routes and pages for people, and holds the key to
 * its limits. A 401 has the header WWW-Authenticate.
 *
 * @param metricsOpen - whether /metrics needs no key; else it needs an admin's
 */
export function httpAccess(access: AccessControl, metricsOpen: boolean): HttpAccess {
  const callers = new AsyncLocalStorage<Caller>()
  const known = new WeakMap<object, Caller>()
  return {
    caller: () => callers.getStore() ?? NOBODY,
    addTo: (app) => {
      app.addHook('onRequest', async (request, reply) => {
        // The route's path and not the request's, which may be written in many ways.
        const { url } = request.routeOptions
        const path = url === undefined ? '' : belowPrefix(url, app.prefix)
        if (OPEN_PATHS.includes(path) || path.startsWith(OPEN_FOLDER)) return
        if (path === METRICS_PATH && metricsOpen) return
        try {
          const caller = access.identify(credentialOf((name) => request.headers[name]))
          const record = recordOf(request)
          if (record) record.caller = caller.name
          if (path === METRICS_PATH) checkIsAdmin(caller)
          reply.raw.once('close', caller.enter())
          known.set(request, caller)
        } catch (error) {
          if (isTextgateError(error, 'UNAUTHORIZED'))
            reply.header('www-authenticate', 'Bearer realm="textgate"')
          throw error
        }
      })
      // Here and not above: what reads the body in between runs in the connection's context, not in the request's.
      app.addHook('preHandler', (request, _reply, done) => callers.run(known.get(request) ?? NOBODY, done))
    },
  }
}
