import type { FastifyInstance, FastifyPluginAsync, RegisterOptions } from 'fastify'
import { checkOptions, type ServerForm } from '../check-options.ts'
import { addRoutes } from '../http/add-routes.ts'
import { allRoutes } from '../http/all-routes.ts'
import { REQUEST_TIMEOUT_MS } from '../http/limit-arrival.ts'
import { refuseUnknownPaths } from '../http/refuse-unknown-paths.ts'
import { countRequests } from '../metrics/count-requests.ts'
import type { ServerModels, ServerSettings } from '../server-settings.ts'
import { addParts } from './add-parts.ts'
import { startParts } from './server-parts.ts'

/** What `textgatePlugin` takes: all of `startServer` but what concerns connections. */
export type TextgatePluginOptions = ServerModels & Omit<ServerSettings, 'host' | 'port' | 'grpcPort' | 'tls'>

const FORM: ServerForm = {
  name: 'textgatePlugin',
  without: ['host', 'port', 'grpcPort', 'tls'],
  instead: 'set it where the server around it is made and listens; startServer speaks gRPC, too',
}

/**
 * All routes of `startServer` for a fastify server of one's own, best under a prefix:
 * `app.register(textgatePlugin, { prefix: '/models', folder: 'models' })`. Parsers, limits, errors, hooks and answers to unknown paths
 * hold below the prefix alone. Hooks that the server around it has, those that ask who calls among them, run before; what
 * they throw is answered in textgate's shape of errors with the status that they give.
 *
 * The models are loaded while the server gets ready, which must be done within the server's `pluginTimeout`, and end when it
 * closes, after requests under way were answered; what is left after `drainMs` is refused with SERVER_CLOSING (503).
 *
 * Rejects the registration with CONFIG_INVALID naming a setting that there is not, one that means nothing here (`host`, `port`,
 * `grpcPort`, `tls`) or is out of range, or with what `startServer` throws where a model cannot be loaded.
 */
export const textgatePlugin: FastifyPluginAsync<TextgatePluginOptions> = Object.assign(mount, {
  // What fastify reads of a plugin: how errors name it, and with which versions it works.
  [Symbol.for('plugin-meta')]: { name: '@textgate/serve', fastify: '5.x' },
})

async function mount(
  app: FastifyInstance,
  registered: TextgatePluginOptions & RegisterOptions,
): Promise<void> {
  const { prefix: _prefix, logLevel: _logLevel, logSerializers: _logSerializers, ...options } = registered
  checkOptions(options, FORM)
  const starting = startParts(options)
  // Also where the server was closed, or gave up, before they were ready.
  app.addHook('onClose', async () => {
    const started = await starting.catch(() => undefined)
    await started?.close()
  })
  const parts = await starting
  const routes = allRoutes(parts.httpService, { hasPages: parts.hasPages, prefix: app.prefix })
  const onEnd = countRequests(parts.metrics, app.prefix)
  addRoutes(app, parts.httpService, routes, { arrivalMs: REQUEST_TIMEOUT_MS, onEnd })
  // At the root they are the server's own.
  if (app.prefix !== '' && app.prefix !== '/') refuseUnknownPaths(app)
  addParts(app, parts)
}
