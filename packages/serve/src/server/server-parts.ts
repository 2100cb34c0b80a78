import { guardedService } from '../access/guarded-service.ts'
import { type HttpAccess, httpAccess } from '../access/http-access.ts'
import { type FollowedKeys, followKeys } from '../access/keys-file.ts'
import { type PageFile, readPage } from '../http/page-routes.ts'
import { type ServerMetrics, serverMetrics } from '../metrics/server-metrics.ts'
import { recentTextsOf } from '../models/recent-texts.ts'
import { DEFAULT_DRAIN_MS, type ServerOptions } from '../server-settings.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { RequestSpans } from '../tracing/request-spans.ts'
import { countingLog } from './counting-log.ts'
import { type RunningModels, startModels } from './running-models.ts'
import { serverService } from './server-service.ts'
import type { SupervisedOptions } from './supervised-options.ts'

/** What answers, free of HTTP and gRPC. */
export interface ServerParts {
  /** Any caller's; who speaks for the caller guards it. */
  readonly service: InferenceService
  /** The same as the caller of the HTTP request that is being answered may use it. */
  readonly httpService: InferenceService
  readonly keys: FollowedKeys | undefined
  readonly access: HttpAccess | undefined
  readonly metrics: ServerMetrics
  /** With `tracing`. */
  readonly spans: RequestSpans | undefined
  /** Whether there are pages for people and the description of the routes. */
  readonly hasPages: boolean
  /** Files of the page; none where there are no pages. */
  readonly page: readonly PageFile[]
  /** How long requests under way have to end. */
  readonly drainMs: number
  /** Takes no more requests from now on. */
  drain(): void
  /** Ends each connection with its next answer from now on. */
  retire(): void
  /** Resolves when the models have answered what they have begun. */
  idle(): Promise<void>
  /** Ends the models, with SERVER_CLOSING for what they have not begun. */
  endModels(): Promise<void>
  /** Ends the models and whatever else there is. */
  close(): Promise<void>
}

/**
 * Loads the models and makes everything that a server answers with.
 *
 * @param options - checked
 * @throws CONFIG_INVALID naming a file that cannot be used, and whatever loading a model throws
 */
export async function startParts(
  options: ServerOptions,
  supervised: SupervisedOptions = {},
): Promise<ServerParts> {
  const { drainMs = DEFAULT_DRAIN_MS, pages: hasPages = true, log } = options
  let isOpen = true
  let isRetiring = false
  let models: RunningModels | undefined
  const page = hasPages ? await readPage() : []
  const keys = options.keys === undefined ? undefined : await followKeys(options.keys, log)
  const metrics = serverMetrics({
    models: () => models?.engine.models.all ?? [],
    waiting: (key) => models?.engine.waiting(key) ?? 0,
  })
  supervised.onMetrics?.(metrics)
  const counted = { ...options, log: countingLog(metrics, log) }
  const { requestSpans: spans } = options.tracing ? await import('../tracing/request-spans.ts') : {}
  const recent = supervised.recent ?? recentTextsOf(options)
  const running = await startModels(counted, { ...supervised, recent }, metrics).catch((error: unknown) => {
    metrics.close()
    keys?.close()
    throw error
  })
  models = running
  const gather = supervised.gather ?? (async () => [await metrics.json()])
  const serving = {
    models,
    metrics,
    recent,
    gather,
    log: counted.log,
    isOpen: () => isOpen,
    isRetiring: () => isRetiring,
  }
  const service = serverService(options, serving)
  const access = keys && httpAccess(keys.access, options.metricsOpen ?? false)
  return {
    service,
    httpService: access ? guardedService(service, access.caller) : service,
    keys,
    access,
    metrics,
    hasPages,
    spans,
    page,
    drainMs,
    drain: () => {
      if (isOpen) log?.({ kind: 'closing' })
      isOpen = false
    },
    retire: () => {
      isRetiring = true
    },
    idle: running.engine.idle,
    endModels: running.close,
    close: async () => {
      isOpen = false
      await running.close()
      metrics.close()
      keys?.close()
    },
  }
}
