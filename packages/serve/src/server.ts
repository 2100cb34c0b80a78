import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { TextgateError } from '@textgate/core'
import type { FastifyInstance } from 'fastify'
import type { MetricObject } from 'prom-client'
import { guardedService } from './access/guarded-service.ts'
import { httpAccess } from './access/http-access.ts'
import { type FollowedKeys, followKeys } from './access/keys-file.ts'
import { type FollowedTls, followTls } from './access/tls-files.ts'
import { cachedService } from './engine/cached-service.ts'
import { startInlineEngine } from './engine/inline-engine.ts'
import { type LiveEngine, liveEngine } from './engine/live-engine.ts'
import type { ModelSource } from './engine/model-source.ts'
import { startProcessEngine } from './engine/process-engine.ts'
import type { GrpcServer } from './grpc/grpc-server.ts'
import { allRoutes } from './http/all-routes.ts'
import { httpApp } from './http/http-app.ts'
import { addPageRoutes, readPage } from './http/page-routes.ts'
import { countRequests } from './metrics/count-requests.ts'
import { measuredService } from './metrics/measured-service.ts'
import { statisticsOf } from './metrics/metrics-statistics.ts'
import { metricsText } from './metrics/metrics-text.ts'
import { type ServerMetrics, serverMetrics } from './metrics/server-metrics.ts'
import { keepModels, sourcesOf } from './models/keep-models.ts'
import type { ServerEvent } from './server-event.ts'
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
import type { ModelControl } from './service/model-control.ts'

/** Milliseconds in which the last answers, refusals among them, must leave before connections are cut. */
const FLUSH_MS = 500

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

/** What a server among several is told by the process that supervises them. */
export interface SupervisedOptions {
  /** In place of what the options would find. */
  readonly sources?: readonly ModelSource[] | undefined
  /** Loading and unloading for all of them together. */
  readonly control?: ModelControl | undefined
  /** What all of them have counted. */
  readonly gather?: (() => Promise<MetricObject[][]>) | undefined
  /** Given what this one has counted. */
  readonly onMetrics?: ((metrics: ServerMetrics) => void) | undefined
}

/**
 * Serves models over HTTP: a page for people, plain JSON and the Open Inference Protocol V2, and the last over gRPC, too, where
 * it has a port. Resolves when the server listens and all models are loaded.
 *
 * @throws CONFIG_INVALID naming an option that is out of range, or a file that cannot be used
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
  checkSettings(options)
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, drainMs = DEFAULT_DRAIN_MS, grpcPort, log } = options
  const cleanUps: (() => unknown)[] = []
  const cleanUp = async () => {
    for (const end of cleanUps.splice(0).reverse()) await end()
  }
  let closing: Promise<void> | undefined
  let isRetiring = false
  let models: RunningModels | undefined
  try {
    const page = await readPage()
    const tls = options.tls && (await followTls(options.tls, log))
    if (tls) cleanUps.push(tls.close)
    const keys = options.keys === undefined ? undefined : await followKeys(options.keys, log)
    if (keys) cleanUps.push(keys.close)
    const metrics: ServerMetrics = serverMetrics({
      models: () => models?.engine.models.all ?? [],
      waiting: (key) => models?.engine.waiting(key) ?? 0,
    })
    supervised.onMetrics?.(metrics)
    const counting = countingEvents(options, metrics)
    models = await startModels(counting, supervised, metrics)
    cleanUps.push(models.close)
    const gather = supervised.gather ?? (async () => [await metrics.json()])
    const counts: Counts = {
      metrics: async () => metricsText(await gather()),
      statistics: async (name, version) => {
        const asked = service.models.all.filter(
          (model) => (name ?? model.name) === model.name && (version ?? model.version) === model.version,
        )
        return statisticsOf(await gather(), asked, lastAnswers)
      },
    }
    const plain = serviceOf(models, counts, counting, () => closing === undefined)
    const { cacheBytes } = options
    const remembering = cacheBytes === undefined ? plain : cachedService(plain, cacheBytes, metrics.cached)
    const { service, models: askedModels, lastAnswers } = measuredService(remembering, metrics)
    const access = keys && httpAccess(keys.access, options.metricsOpen ?? false)
    const seen = access ? guardedService(service, access.caller) : service
    const app = httpApp(seen, allRoutes(seen), undefined, tls)
    access?.addTo(app)
    addPageRoutes(app, page)
    countRequests(app, metrics, askedModels)
    app.addHook('onSend', async (_request, reply) => {
      if (isRetiring) reply.header('connection', 'close')
    })
    await listen(app, host, port)
    cleanUps.push(() => app.close())
    const grpc =
      grpcPort === undefined ? undefined : await startGrpc(service, { host, port: grpcPort, tls, keys })

    const drain = async (): Promise<void> => {
      log?.({ kind: 'closing' })
      const answered = Promise.all([app.close(), grpc?.close(drainMs)])
      await withinMs(answered, drainMs)
      await models?.close()
      await withinMs(answered, FLUSH_MS)
      app.server.closeAllConnections()
      await answered
      await cleanUp()
    }
    const close = () => {
      closing ??= drain()
      return closing
    }
    return {
      url: urlOf(app, host, tls ? 'https' : 'http'),
      ...(grpc ? { grpcPort: grpc.port } : {}),
      models: service.models.names,
      close,
      retire: async () => {
        isRetiring = true
        // Not `close` of the HTTP server: it would cut idle connections, on which a request may be on its way.
        const left = new Promise((resolve) => NetServer.prototype.close.call(app.server, resolve))
        await withinMs(left, RETIRE_MS)
        await close()
      },
    }
  } catch (error) {
    await cleanUp()
    throw error
  }
}

/** Models that answer, and what changes them. */
interface RunningModels {
  readonly engine: LiveEngine
  readonly control: ModelControl | undefined
  close(): Promise<void>
}

/** What all processes of the server have counted. */
type Counts = Pick<InferenceService, 'metrics' | 'statistics'>

/** The options with a log that counts, too. */
function countingEvents(options: ServerOptions, metrics: ServerMetrics): ServerOptions {
  const log = (event: ServerEvent) => {
    metrics.happened(event)
    if (event.kind === 'call') {
      const { status: code, ms } = event
      metrics.requested({ model: undefined, protocol: 'grpc', code, seconds: ms / 1000 })
    }
    options.log?.(event)
  }
  return { ...options, log }
}

async function startModels(
  options: ServerOptions,
  supervised: SupervisedOptions,
  metrics: ServerMetrics,
): Promise<RunningModels> {
  const sources = supervised.sources ?? (await sourcesOf(options))
  const settings = { ...(await engineSettings(options)), observe: metrics.ran }
  const start = options.execution === 'inline' ? startInlineEngine : startProcessEngine
  const engine = liveEngine(await start({ ...settings, sources }))
  if (supervised.sources) return { engine, control: supervised.control, close: engine.close }
  const offer = async (next: readonly ModelSource[]) => {
    // What was before goes on in the background until it is answered.
    void engine.swap(await start({ ...settings, sources: next }))
  }
  try {
    const kept = await keepModels(options, sources, settings, offer)
    const close = async () => {
      kept.stop()
      await engine.close()
    }
    return { engine, control: options.allowControl ? kept.keeper : undefined, close }
  } catch (error) {
    await engine.close()
    throw error
  }
}

function serviceOf(
  { engine, control }: RunningModels,
  counts: Counts,
  options: ServerOptions,
  isOpen: () => boolean,
): InferenceService {
  return {
    limits: limitsOf(options),
    log: options.log,
    control,
    get models() {
      return engine.models
    },
    get isOpen() {
      return isOpen()
    },
    get isReady() {
      return engine.isReady && engine.models.all.length > 0
    },
    probabilities: engine.probabilities,
    run: engine.run,
    tokenizer: engine.tokenizer,
    ...counts,
  }
}

async function startGrpc(
  service: InferenceService,
  {
    keys,
    ...options
  }: { host: string; port: number; tls: FollowedTls | undefined; keys: FollowedKeys | undefined },
): Promise<GrpcServer> {
  // Its packages are loaded where they are used alone.
  const { grpcServer } = await import('./grpc/grpc-server.ts')
  return grpcServer(service, { ...options, keys: keys?.access })
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
