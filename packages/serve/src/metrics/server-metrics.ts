import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { answerOf } from '@textgate/core'
import { Counter, collectDefaultMetrics, Gauge, type MetricObject, Registry } from 'prom-client'
import type { ObservedRun } from '../engine/scheduler.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ServedModel, ServedTextModel } from '../service/served-model.ts'
import { METRIC_HELP } from './metric-help.ts'
import { SERVER_METRICS } from './metric-names.ts'
import { modelCounts } from './model-counts.ts'
import { type VersionsKept, versionsKept } from './versions-kept.ts'

/** How often the event loop is asked whether it goes round, in milliseconds. */
const LAG_RESOLUTION_MS = 10
const LAG_QUANTILES = [0.5, 0.99, 1]

/** Label of a text that has no answer. */
const NO_LABEL = ''

/** What a process of the server has counted. */
export interface ServerMetrics {
  /** All metrics of this process, as prom-client exchanges them between processes. */
  json(): Promise<MetricObject[]>
  requested(request: AnsweredRequest): void
  /** @param probabilities - row-major, shape [texts, classes] */
  answered(model: ServedTextModel, probabilities: Float32Array): void
  ran(run: ObservedRun): void
  cached(model: Pick<ServedModel, 'name' | 'version'>, hits: number, misses: number): void
  happened(event: ServerEvent): void
  /** Watches the event loop no more. */
  close(): void
  /** Versions that the metrics tell of. */
  readonly kept: VersionsKept
}

/** A request that was answered, refusals included. */
export interface AnsweredRequest {
  /** Undefined where it named none that there is. */
  readonly model: Pick<ServedModel, 'name' | 'version'> | undefined
  /** `json` (/v1), `rest` (/v2) or `grpc`. */
  readonly protocol: string
  /** HTTP status, or name of the gRPC status. */
  readonly code: string
  readonly seconds: number
}

/** What gauges read when they are asked. */
export interface MetricsState {
  models(): readonly ServedModel[]
  /** Texts that wait for a model, by its key. */
  waiting(key: string): number
}

/** Metrics of one process; those of a server's processes are added by `metricsText`. */
export function serverMetrics(state: MetricsState): ServerMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const of = <Name extends keyof typeof SERVER_METRICS>(name: Name) => ({
    name,
    help: METRIC_HELP[name],
    labelNames: [...SERVER_METRICS[name].labels] as string[],
    registers,
  })
  const counts = modelCounts()
  const restarts = new Counter(of('textgate_worker_restarts_total'))
  const reloads = new Counter(of('textgate_reloads_total'))
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  lag.enable()
  new Gauge({
    ...of('textgate_event_loop_lag_seconds'),
    aggregator: 'max',
    collect() {
      for (const quantile of LAG_QUANTILES)
        this.set({ quantile: String(quantile) }, lagSeconds(lag, quantile))
      lag.reset()
    },
  })
  new Gauge({
    ...of('textgate_model_info'),
    aggregator: 'max',
    collect() {
      this.reset()
      for (const { name, version, key } of state.models()) this.set({ model: name, version, key }, 1)
    },
  })
  new Gauge({
    ...of('textgate_queue_texts'),
    collect() {
      this.reset()
      for (const { name, key } of state.models()) this.inc({ model: name }, state.waiting(key))
    },
  })
  const kept = versionsKept()
  let offered = new Set<string>()

  return {
    kept,
    json: async () => [
      ...counts.json(),
      ...((await registry.getMetricsAsJSON()) as unknown as MetricObject[]),
    ],
    requested: ({ model, protocol, code, seconds }) => {
      counts.of(model?.name ?? '', model?.version ?? '').requested(protocol, code, seconds)
    },
    answered: ({ name, version, text: { manifest, rule } }, probabilities) => {
      const ofVersion = counts.of(name, version)
      const classes = manifest.labels.length
      for (let start = 0; start < probabilities.length; start += classes) {
        const row = probabilities.subarray(start, start + classes)
        ofVersion.confidence.observe(highest(row))
        const answers = answerOf(row, rule)
        if (answers.length === 0) ofVersion.answered(NO_LABEL)
        for (const answer of answers) ofVersion.answered(manifest.labels[answer] as string)
      }
    },
    ran: ({ model: key, texts, queueMs, computeMs }) => {
      const [model = '', version = ''] = key.split('/')
      const { batchTexts, queueSeconds, computeSeconds } = counts.of(model, version)
      batchTexts.observe(texts)
      for (const ms of queueMs) queueSeconds.observe(ms / 1000)
      computeSeconds.observe(computeMs / 1000)
    },
    cached: ({ name, version }, hits, misses) => {
      const ofVersion = counts.of(name, version)
      ofVersion.cacheHits += hits
      ofVersion.cacheMisses += misses
    },
    close: () => void lag.disable(),
    happened: (event) => {
      if (event.kind === 'worker-replaced') restarts.inc()
      else if (event.kind === 'model-refused') reloads.inc({ model: event.model, result: 'refused' })
      else if (event.kind === 'models-changed') {
        for (const id of event.models) {
          if (!offered.has(id)) reloads.inc({ model: id.slice(0, id.lastIndexOf('/')), result: 'taken' })
        }
        offered = new Set(event.models)
        kept.offered(event.models)
        counts.forget(kept)
      }
    },
  }
}

function highest(probabilities: Float32Array): number {
  let most = 0
  for (const probability of probabilities) if (probability > most) most = probability
  return most
}

/** Beyond the interval of asking, which the histogram contains. */
function lagSeconds(lag: IntervalHistogram, quantile: number): number {
  if (lag.count === 0) return 0
  return Math.max(0, lag.percentile(quantile * 100) / 1e9 - LAG_RESOLUTION_MS / 1000)
}
