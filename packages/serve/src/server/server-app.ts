import type { FastifyInstance } from 'fastify'
import { type FollowedTls, followTls } from '../access/tls-files.ts'
import { allRoutes } from '../http/all-routes.ts'
import { httpApp } from '../http/http-app.ts'
import { countRequests } from '../metrics/count-requests.ts'
import type { ServerOptions } from '../server-settings.ts'
import { addParts } from './add-parts.ts'
import { type ServerParts, startParts } from './server-parts.ts'
import type { SupervisedOptions } from './supervised-options.ts'

/** Milliseconds in which the last answers, refusals among them, must leave before connections are cut. */
const FLUSH_MS = 500

/** A server that does not listen yet. */
export interface ServerApp {
  /** Closing it ends everything that belongs to it. */
  readonly app: FastifyInstance
  readonly parts: ServerParts
  readonly tls: FollowedTls | undefined
}

/**
 * Loads the models and makes a fastify server of them alone.
 *
 * @param options - checked
 * @throws as `startParts` does
 */
export async function serverApp(options: ServerOptions, supervised?: SupervisedOptions): Promise<ServerApp> {
  const tls = options.tls && (await followTls(options.tls, options.log))
  const parts = await startParts(options, supervised).catch((error: unknown) => {
    tls?.close()
    throw error
  })
  const routes = allRoutes(parts.httpService, { hasPages: parts.hasPages })
  const app = httpApp(parts.httpService, routes, { tls, onEnd: countRequests(parts.metrics, '') })
  app.addHook('onClose', async () => tls?.close())
  addParts(app, parts, () => setTimeout(() => app.server.closeAllConnections(), FLUSH_MS).unref())
  return { app, parts, tls }
}
