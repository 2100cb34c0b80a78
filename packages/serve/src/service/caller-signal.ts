/** Tells that a caller has gone. An AbortSignal is one. */
export interface CallerSignal {
  readonly aborted: boolean
  /** Why, once it is aborted. */
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
