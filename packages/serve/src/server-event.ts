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
  /** A process that runs models or serves has ended; another one is started. */
  | { readonly kind: 'worker-lost'; readonly reason: string }
  | { readonly kind: 'worker-replaced' }
  | { readonly kind: 'worker-start-failed'; readonly reason: string; readonly retryMs: number }
  /** A gRPC call has ended; `ms` from its beginning, `status` by name, e.g. `OK`. */
  | { readonly kind: 'call'; readonly path: string; readonly status: string; readonly ms: number }
  /** A gRPC call failed for a reason that lies with the server. */
  | { readonly kind: 'call-failed'; readonly path: string; readonly status: string; readonly reason: string }
  /** A file of keys or certificates has changed, and what it holds is used from now on. */
  | { readonly kind: 'file-reread'; readonly file: string }
  /** A file of keys or certificates has changed and is not valid; what it held before goes on. */
  | { readonly kind: 'file-refused'; readonly file: string; readonly reason: string }
  /** Other versions than before are offered from now on: those by name and version. */
  | { readonly kind: 'models-changed'; readonly models: readonly string[] }
  /** A new version did not pass its checks; what was offered before goes on. */
  | {
      readonly kind: 'model-refused'
      readonly model: string
      readonly version: string
      readonly reason: string
    }
  /** The models folder could not be read; what was offered before goes on. */
  | { readonly kind: 'models-unreadable'; readonly reason: string }
  /** No request is taken from now on. */
  | { readonly kind: 'closing' }
