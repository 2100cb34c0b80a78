/** What is told of requests and calls alike. */
interface Answered {
  /** The caller's, where it had a well-formed one; the caller is told it, too. */
  readonly requestId: string
  /** Milliseconds from the headers to the end of the answer. */
  readonly ms: number
  /** The version that was asked, if one was. */
  readonly model?: string
  readonly version?: string
  /** Texts, or requests of tensors, that the model was asked. */
  readonly texts?: number
  /** Name of the caller's key, where keys are asked for. */
  readonly caller?: string
  /** Of the trace in which it is, with `tracing`. */
  readonly traceId?: string
}

/** A request was answered. */
export interface RequestEvent extends Answered {
  readonly kind: 'request'
  readonly method: string
  /** Without what follows its question mark. */
  readonly url: string
  /** 499 where the caller had gone before. */
  readonly status: number
}

/** A gRPC call, or a message of a stream, was answered. */
export interface CallEvent extends Answered {
  readonly kind: 'call'
  readonly path: string
  /** By name, e.g. `OK`. */
  readonly status: string
}

/** What people wrote, as a model was asked it; told with `logTexts` alone. */
export interface TextsEvent {
  readonly kind: 'texts'
  readonly requestId: string
  readonly model: string
  readonly version: string
  readonly texts: readonly string[]
}

/** What a server tells its `log` function; all members are JSON-serialisable. */
export type ServerEvent =
  | RequestEvent
  | CallEvent
  | TextsEvent
  /** A request ended with a 5xx, for this reason. */
  | {
      readonly kind: 'request-failed'
      readonly requestId: string
      readonly method: string
      readonly url: string
      readonly code: string
      readonly reason: string
    }
  /** A process that runs models or serves has ended; another one is started. */
  | { readonly kind: 'worker-lost'; readonly reason: string }
  | { readonly kind: 'worker-replaced' }
  | { readonly kind: 'worker-start-failed'; readonly reason: string; readonly retryMs: number }
  /** A gRPC call failed for a reason that lies with the server. */
  | {
      readonly kind: 'call-failed'
      readonly requestId: string
      readonly path: string
      readonly status: string
      readonly reason: string
    }
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
  /**
   * A new version was compared with the one before it on so many texts; `share` of its answers are the same. Without a share
   * nothing was compared: there was no text, or a version takes none.
   */
  | {
      readonly kind: 'model-compared'
      readonly model: string
      readonly version: string
      readonly with: string
      readonly texts: number
      readonly share?: number
    }
  /** The models folder could not be read; what was offered before goes on. */
  | { readonly kind: 'models-unreadable'; readonly reason: string }
  /** No request is taken from now on. */
  | { readonly kind: 'closing' }
