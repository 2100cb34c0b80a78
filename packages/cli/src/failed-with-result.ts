import { type ErrorCode, TextgateError } from '@textgate/core'

/** A command that failed and has a result to show all the same: with `--json`, both stand in the one object. */
export class FailedWithResult extends TextgateError {
  readonly result: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    { details, result }: { details: Record<string, unknown>; result: Record<string, unknown> },
  ) {
    super(code, message, { details })
    this.result = result
  }
}
