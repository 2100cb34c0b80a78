import type { MetricObject } from 'prom-client'
import { cachedService } from '../engine/cached-service.ts'
import { measuredService } from '../metrics/measured-service.ts'
import { statisticsOf } from '../metrics/metrics-statistics.ts'
import { metricsText } from '../metrics/metrics-text.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { RecentTexts } from '../models/recent-texts.ts'
import { rememberingService } from '../models/remembering-service.ts'
import { limitsOf, type ServerOptions } from '../server-settings.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { RunningModels } from './running-models.ts'

/** What a server's service is made of. */
export interface ServiceParts {
  readonly models: RunningModels
  readonly metrics: ServerMetrics
  /** Where new versions are compared on the last texts, the place for them. */
  readonly recent: RecentTexts | undefined
  /** What all processes of the server have counted. */
  readonly gather: () => Promise<MetricObject[][]>
  /** Counts what it is told, and tells the log of the options. */
  readonly log: InferenceService['log']
  readonly isOpen: () => boolean
  readonly isRetiring: () => boolean
}

/** The models as protocols ask them: with a memory of answers where the options want one, and counted. */
export function serverService(
  options: ServerOptions,
  { models: { engine, control }, metrics, recent, gather, log, isOpen, isRetiring }: ServiceParts,
): InferenceService {
  const plain: InferenceService = {
    limits: limitsOf(options),
    log,
    // Not the log that counts: where nobody reads of requests, nothing is made of each.
    logRequest: options.logRequests === false ? undefined : options.log,
    control,
    get models() {
      return engine.models
    },
    get isOpen() {
      return isOpen()
    },
    get keepsConnections() {
      return isOpen() && !isRetiring()
    },
    get isReady() {
      return engine.isReady && engine.models.all.length > 0
    },
    probabilities: engine.probabilities,
    run: engine.run,
    tokenizer: engine.tokenizer,
    metrics: async () => metricsText(await gather()),
    statistics: async (name, version) => {
      const asked = engine.models.all.filter(
        (model) => (name ?? model.name) === model.name && (version ?? model.version) === model.version,
      )
      return statisticsOf(await gather(), asked, measured.lastAnswers)
    },
  }
  const { cacheBytes } = options
  const cached = cacheBytes === undefined ? plain : cachedService(plain, cacheBytes, metrics.cached)
  const remembering = recent ? rememberingService(cached, recent) : cached
  const measured = measuredService(remembering, metrics, options.logTexts ? options.log : undefined)
  return measured.service
}
