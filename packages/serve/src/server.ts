import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { TextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import { startInlineEngine } from './engine/inline-engine.ts'
import { type LiveEngine, liveEngine } from './engine/live-engine.ts'
import type { ModelSource } from './engine/model-source.ts'
import { startProcessEngine } from './engine/process-engine.ts'
import { allRoutes } from './http/all-routes.ts'
import { httpApp } from './http/http-app.ts'
import { addPageRoutes, readPage } from './http/page-routes.ts'
import { findModels, namedModels } from './models/find-models.ts'
import {
  checkSettings,
  DEFAULT_DRAIN_MS,
  DEFAULT_HOST,
  DEFAULT_PORT,
  engineSettings,
  limitsOf,
  RETIRE_MS,
  type ServerOptions,
} from './server-settings.ts'
import type { InferenceService } from './service/inference-service.ts'

/** Milliseconds in which the last answers, refusals among them, must leave before connections are cut. */
const FLUSH_MS = 500

/** A server that answers. */
export interface TextgateServer {
  /** Where it listens, e.g. `http://127.0.0.1:8000`. */
  readonly url: string
  /** Names of the models, sorted. */
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
 * Serves models over HTTP: `POST /v1/classify` and the Open Inference Protocol V2. Resolves when the server listens and all
 * models are loaded.
 *
 * @throws CONFIG_INVALID naming an option that is out of range
 * @throws BUNDLE_NOT_FOUND, BUNDLE_NOT_EXPORTED and the other codes of `readServableBundle`
 * @throws VARIANT_NOT_FOUND when a bundle has no such variant
 * @throws MODEL_FAILED when a model does not load
 * @throws SERVER_PORT_UNAVAILABLE when the port cannot be opened
 */
export async function startServer(options: ServerOptions): Promise<TextgateServer> {
  checkSettings(options)
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, drainMs = DEFAULT_DRAIN_MS, log } = options
  const page = await readPage()
  const engine = await startEngine(options)
  let closing: Promise<void> | undefined
  const service = serviceOf(engine, options, () => closing === undefined)
  const app = httpApp(service, allRoutes(service))
  addPageRoutes(app, page)

  let isRetiring = false
  app.addHook('onSend', async (_request, reply) => {
    if (isRetiring) reply.header('connection', 'close')
  })

  async function retire(): Promise<void> {
    isRetiring = true
    // Not `close` of the HTTP server: it would cut idle connections, on which a request may be on its way.
    const left = new Promise((resolve) => NetServer.prototype.close.call(app.server, resolve))
    await withinMs(left, RETIRE_MS)
    closing ??= drain()
    await closing
  }

  async function drain(): Promise<void> {
    log?.({ kind: 'closing' })
    const answered = app.close()
    await withinMs(answered, drainMs)
    await engine.close()
    await withinMs(answered, FLUSH_MS)
    app.server.closeAllConnections()
    await answered
  }

  try {
    await app.listen({ host, port })
  } catch (cause) {
    await engine.close()
    throw new TextgateError(
      'SERVER_PORT_UNAVAILABLE',
      `${host} port ${port} cannot be opened (${cause instanceof Error ? cause.message : cause}); choose another port`,
      { details: { host, port }, cause },
    )
  }
  return {
    url: urlOf(app, host),
    models: service.models.names,
    close: () => {
      closing ??= drain()
      return closing
    },
    retire,
  }
}

async function startEngine(options: ServerOptions): Promise<LiveEngine> {
  const start = options.execution === 'inline' ? startInlineEngine : startProcessEngine
  return liveEngine(await start({ ...(await engineSettings(options)), sources: await sourcesOf(options) }))
}

async function sourcesOf(options: ServerOptions): Promise<ModelSource[]> {
  const { variant } = options
  const found = options.models ? namedModels(options.models) : await findModels(options.folder, options)
  return found.map((source) => ({ ...source, variant }))
}

function serviceOf(engine: LiveEngine, options: ServerOptions, isOpen: () => boolean): InferenceService {
  return {
    limits: limitsOf(options),
    log: options.log,
    get models() {
      return engine.models
    },
    get isOpen() {
      return isOpen()
    },
    get isReady() {
      return engine.isReady
    },
    probabilities: engine.probabilities,
    run: engine.run,
    tokenizer: engine.tokenizer,
    statistics: () => Promise.resolve([]),
  }
}

/** Waits for a promise, but not for longer than `ms`. */
async function withinMs(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController()
  const timeout = delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([promise, timeout])
  timer.abort()
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  // Nobody can connect to a wildcard; this machine answers for it.
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}
