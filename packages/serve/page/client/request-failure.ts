/** Why a request was not answered. */
export class RequestFailure extends Error {
  /** HTTP status; 0 where no answer came at all. */
  readonly status: number
  /** Of the server's table of errors, e.g. REQUEST_INVALID; empty where it gave none. */
  readonly code: string
  /** After which the server asks to be asked again, in milliseconds; 0 where it says nothing of it. */
  readonly retryAfterMs: number

  constructor(status: number, code: string, message: string, retryAfterMs = 0) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }

  /** Whether the same request may be answered later: the server was busy, stopping or out of reach. */
  get isPassing(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status)
  }

  /** Whether no request at all would be answered: the key or the model is missing. */
  get isOfAll(): boolean {
    return [401, 403, 404].includes(this.status)
  }
}
