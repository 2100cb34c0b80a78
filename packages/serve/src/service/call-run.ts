/** A run of a model that had texts of a request. Times are of `performance.now()`, in milliseconds. */
export interface CallRun {
  /** Texts of the run, those of other requests included; 1 for a request of tensors. */
  readonly texts: number
  /** When the request came to its queue. */
  readonly since: number
  readonly begun: number
  /** How long the model took. */
  readonly computeMs: number
}
