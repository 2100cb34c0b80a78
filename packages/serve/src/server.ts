import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { TextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import { checkOptions } from './check-options.ts'
import { serverApp } from './server/server-app.ts'
import { startGrpc } from './server/start-grpc.ts'
import type { SupervisedOptions } from './server/supervised-options.ts'
import { DEFAULT_HOST, DEFAULT_PORT, RETIRE_MS, type ServerOptions } from './server-settings.ts'

/** A server that answers. */
export interface TextgateServer {
  /** Where it listens, e.g. `http://127.0.0.1:8000`. */
  readonly url: string
  /** Where it speaks gRPC, if it does. */
  readonly grpcPort?: number
  /** Names of the models when it started, sorted. */
  readonly models: readonly string[]
  /**
   * Takes no more requests, answers those under way, and ends the workers. Requests that are not done after `drainMs`
   * get SERVER_CLOSING (503); connections that still linger are cut. Calling it again gives the same promise.
   */
  close(): Promise<void>
  /**
   * Takes no new connection, answers whatever comes on those that there are, each of them once, and closes: what takes the place
   * of this server listens already, and no request is lost between the two.
   */
  retire(): Promise<void>
}

/**
 * Serves models over HTTP: a page for people, plain JSON and the Open Inference Protocol V2, and the last over gRPC, too, where
 * it has a port. Resolves when the server listens and all models are loaded.
 *
 * @throws CONFIG_INVALID naming a setting that there is not, one that is out of range, or a file that cannot be used
 * @throws BUNDLE_NOT_FOUND, BUNDLE_NOT_EXPORTED and the other codes of `readServableBundle`
 * @throws VARIANT_NOT_FOUND when a bundle has no such variant
 * @throws MODEL_FAILED when a model does not load
 * @throws SERVER_PORT_UNAVAILABLE when a port cannot be opened
 */
export async function startServer(options: ServerOptions): Promise<TextgateServer> {
  return startSupervisedServer(options, {})
}

/** A server that is one of several; see `startServer`. */
export async function startSupervisedServer(
  options: ServerOptions,
  supervised: SupervisedOptions,
): Promise<TextgateServer> {
  checkOptions(options, { name: 'startServer', without: [] })
  const { host = DEFAULT_HOST, port = DEFAULT_PORT } = options
  const server = await serverApp(options, supervised)
  const { app, parts } = server
  let grpcPort: number | undefined
  try {
    if (options.grpcPort !== undefined) grpcPort = await startGrpc(server, { host, port: options.grpcPort })
    await listen(app, host, port)
  } catch (error) {
    await app.close()
    throw error
  }
  let closing: Promise<void> | undefined
  const close = () => {
    parts.drain() // at once, and not when fastify has got to it
    closing ??= app.close()
    return closing
  }
  return {
    url: urlOf(app, host, server.tls ? 'https' : 'http'),
    ...(grpcPort === undefined ? {} : { grpcPort }),
    models: parts.service.models.names,
    close,
    retire: async () => {
      parts.retire()
      // Not `close` of the HTTP server: it would cut idle connections, on which a request may be on its way.
      const left = new Promise((resolve) => NetServer.prototype.close.call(app.server, resolve))
      await withinMs(left, RETIRE_MS)
      await close()
    },
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new TextgateError(
      'SERVER_PORT_UNAVAILABLE',
      `${host} port ${port} cannot be opened (${cause instanceof Error ? cause.message : cause}); choose another port`,
      { details: { host, port }, cause },
    )
  }
}

/** Waits for a promise, but not for longer than `ms`. */
async function withinMs(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController()
  const timeout = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([promise, timeout])
  timer.abort()
}

function urlOf(app: FastifyInstance, host: string, scheme: 'http' | 'https'): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  // Nobody can connect to a wildcard; this machine answers for it.
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}
