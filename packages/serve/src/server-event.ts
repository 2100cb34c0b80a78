/** What a server tells its `log` function; all members are JSON-serialisable. */
export type ServerEvent =
  /** A request was answered; `ms` from its headers to the end of the answer. */
  | {
      readonly kind: 'request'
      readonly method: string
      readonly url: string
      readonly status: number
      readonly ms: number
    }
  /** A request ended with a 5xx, for this reason. */
  | {
      readonly kind: 'request-failed'
      readonly method: string
      readonly url: string
      readonly code: string
      readonly reason: string
    }
  /** A worker thread ended; the request over which it did gets MODEL_FAILED, and another worker is started. */
  | { readonly kind: 'worker-lost'; readonly reason: string }
  | { readonly kind: 'worker-replaced' }
  | { readonly kind: 'worker-start-failed'; readonly reason: string; readonly retryMs: number }
  /** No request is taken from now on. */
  | { readonly kind: 'closing' }
