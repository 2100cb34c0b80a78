/** Why a request was not answered. */
export class RequestFailure extends Error {
  /** HTTP status; 0 where no answer came at all. */
  readonly status: number
  /** Of the server's table of errors, e.g. REQUEST_INVALID; empty where it gave none. */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
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
