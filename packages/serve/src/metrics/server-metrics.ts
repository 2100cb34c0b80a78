import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { answerOf } from '@textgate/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, type MetricObject, Registry } from 'prom-client'
import type { ObservedRun } from '../engine/scheduler.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ServedModel, ServedTextModel } from '../service/served-model.ts'
import { SERVER_METRICS } from './metric-names.ts'
import { forgetVersions, type VersionsKept, versionsKept } from './versions-kept.ts'

/** Seconds: from far below a run of a small model to a long document's. */
const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const TEXTS = [1, 2, 4, 8, 16, 32, 64]
const PROBABILITIES = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

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
    help: HELP[name],
    labelNames: [...SERVER_METRICS[name].labels] as string[],
    registers,
  })
  const requests = new Counter(of('textgate_requests_total'))
  const requestSeconds = new Histogram({ ...of('textgate_request_seconds'), buckets: SECONDS })
  const batchTexts = new Histogram({ ...of('textgate_batch_texts'), buckets: TEXTS })
  const queueSeconds = new Histogram({ ...of('textgate_queue_seconds'), buckets: SECONDS })
  const computeSeconds = new Histogram({ ...of('textgate_compute_seconds'), buckets: SECONDS })
  const confidence = new Histogram({ ...of('textgate_confidence'), buckets: PROBABILITIES })
  const labels = new Counter(of('textgate_labels_total'))
  const restarts = new Counter(of('textgate_worker_restarts_total'))
  const reloads = new Counter(of('textgate_reloads_total'))
  const hits = new Counter(of('textgate_cache_hits_total'))
  const misses = new Counter(of('textgate_cache_misses_total'))
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
  const ofVersions = [requests, requestSeconds, batchTexts, queueSeconds, computeSeconds, confidence, labels]
  const kept = versionsKept()
  let offered = new Set<string>()

  return {
    kept,
    json: () => registry.getMetricsAsJSON() as Promise<MetricObject[]>,
    requested: ({ model: { name: model, version } = { name: '', version: '' }, protocol, code, seconds }) => {
      requests.inc({ model, version, protocol, code })
      requestSeconds.observe({ model, version, protocol }, seconds)
    },
    answered: ({ name: model, version, text: { manifest, rule } }, probabilities) => {
      const classes = manifest.labels.length
      for (let start = 0; start < probabilities.length; start += classes) {
        const row = probabilities.subarray(start, start + classes)
        confidence.observe({ model, version }, highest(row))
        const answers = answerOf(row, rule)
        if (answers.length === 0) labels.inc({ model, version, label: NO_LABEL })
        for (const answer of answers) labels.inc({ model, version, label: manifest.labels[answer] as string })
      }
    },
    ran: ({ model: key, texts, queueMs, computeMs }) => {
      const [model = '', version = ''] = key.split('/')
      batchTexts.observe({ model, version }, texts)
      for (const ms of queueMs) queueSeconds.observe({ model, version }, ms / 1000)
      computeSeconds.observe({ model, version }, computeMs / 1000)
    },
    cached: ({ name: model, version }, hitCount, missCount) => {
      hits.inc({ model, version }, hitCount)
      misses.inc({ model, version }, missCount)
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
        void forgetVersions(ofVersions, kept)
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

const HELP: Readonly<Record<keyof typeof SERVER_METRICS, string>> = {
  textgate_requests_total: 'Requests that were answered, by model, protocol and status',
  textgate_request_seconds: "Seconds from a request's headers to the end of its answer",
  textgate_batch_texts: 'Texts of each run of a model',
  textgate_queue_seconds: 'Seconds that texts waited for their run',
  textgate_compute_seconds: 'Seconds of each run of a model',
  textgate_model_info: '1 for each version that is served',
  textgate_event_loop_lag_seconds: 'Seconds by which the event loop was late since it was last asked',
  textgate_confidence: 'Probability of the most probable label of each text',
  textgate_labels_total: 'Texts by the label that was answered; an empty one where none was',
  textgate_queue_texts: 'Texts that wait',
  textgate_worker_restarts_total: 'Processes that ended and were replaced',
  textgate_reloads_total: 'New versions of a model, taken or refused',
  textgate_cache_hits_total: 'Texts that were answered from the cache',
  textgate_cache_misses_total: 'Texts that the cache did not have',
}
