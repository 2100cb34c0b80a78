import type { FastifyInstance } from 'fastify'
import { checkOptions, type ServerForm } from '../check-options.ts'
import type { ServerModels, ServerSettings } from '../server-settings.ts'
import { serverApp } from './server-app.ts'

/** What `createServer` takes: all of `startServer` but where to listen. */
export type CreateServerOptions = ServerModels & Omit<ServerSettings, 'host' | 'port' | 'grpcPort'>

const FORM: ServerForm = {
  name: 'createServer',
  without: ['host', 'port', 'grpcPort'],
  instead:
    'give host and port to listen() of the server that it returns, or call startServer, which speaks gRPC, too',
}

/**
 * The server of `startServer` as a fastify server that does not listen yet: `listen`, `inject` and `close` are fastify's. It has
 * all routes, at the root, and its models are loaded and run until it is closed: `close` takes no more requests, answers
 * those under way, refuses with SERVER_CLOSING (503) what is left after `drainMs`, and ends the workers.
 *
 * Routes of one's own are better mounted beside it, see `textgatePlugin`: here bodies are bytes, and errors have textgate's shapes.
 *
 * @throws CONFIG_INVALID naming a setting that there is not, one that means nothing here (`host`, `port`, `grpcPort`), one that is out
 * of range, or a file that cannot be used
 * @throws what `startServer` throws where a model cannot be loaded
 */
export async function createServer(options: CreateServerOptions): Promise<FastifyInstance> {
  checkOptions(options, FORM)
  const { app } = await serverApp(options)
  return app
}
