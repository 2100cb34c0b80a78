import type { SERVER_METRICS } from './metric-names.ts'

/** What the server's metrics mean, for those who read them. */
export const METRIC_HELP: Readonly<Record<keyof typeof SERVER_METRICS, string>> = {
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
