/** What a metric of the server is. */
export interface MetricKind {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
}

/** The server's own metrics by name; a histogram's series have the endings `_bucket`, `_sum` and `_count`. */
export const SERVER_METRICS = {
  /** Requests that were answered; `code` is the HTTP or gRPC status. */
  textgate_requests_total: { type: 'counter', labels: ['model', 'version', 'protocol', 'code'] },
  /** Seconds from a request's headers to the end of its answer. */
  textgate_request_seconds: { type: 'histogram', labels: ['model', 'version', 'protocol'] },
  /** Texts of each run of a model. */
  textgate_batch_texts: { type: 'histogram', labels: ['model', 'version'] },
  /** Seconds that texts waited for their run. */
  textgate_queue_seconds: { type: 'histogram', labels: ['model', 'version'] },
  /** Seconds of each run. */
  textgate_compute_seconds: { type: 'histogram', labels: ['model', 'version'] },
  /** 1 for each version that is served; `key` tells two files of one version apart. */
  textgate_model_info: { type: 'gauge', labels: ['model', 'version', 'key'] },
  /** Seconds by which the event loop that answers was late. */
  textgate_event_loop_lag_seconds: { type: 'gauge', labels: ['quantile'] },
  /** Probability of the most probable label of each text. */
  textgate_confidence: { type: 'histogram', labels: ['model', 'version'] },
  /** Texts by the label that was answered. */
  textgate_labels_total: { type: 'counter', labels: ['model', 'version', 'label'] },
  /** Texts that wait now. */
  textgate_queue_texts: { type: 'gauge', labels: ['model'] },
  /** Workers that ended and were replaced. */
  textgate_worker_restarts_total: { type: 'counter', labels: [] },
  /** Loads of another version of a model, by whether they succeeded. */
  textgate_reloads_total: { type: 'counter', labels: ['model', 'result'] },
  /** Texts that were answered from the cache. */
  textgate_cache_hits_total: { type: 'counter', labels: ['model', 'version'] },
  /** Texts that were not in the cache. */
  textgate_cache_misses_total: { type: 'counter', labels: ['model', 'version'] },
} as const satisfies Readonly<Record<string, MetricKind>>

/** Some of what prom-client tells of the process; every process of a server has them. */
export const PROCESS_METRICS = {
  process_cpu_seconds_total: { type: 'counter', labels: [] },
  process_resident_memory_bytes: { type: 'gauge', labels: [] },
  nodejs_gc_duration_seconds: { type: 'histogram', labels: ['kind'] },
} as const satisfies Readonly<Record<string, MetricKind>>
