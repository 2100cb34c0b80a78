import { TextgateError } from '@textgate/core'

export function deadlineExceeded(): TextgateError {
  return new TextgateError(
    'DEADLINE_EXCEEDED',
    'the answer was not there by the time that the request gave it; allow it more, or ask again later',
  )
}

export function busy(model: string, waiting: number): TextgateError {
  return new TextgateError(
    'SERVER_BUSY',
    `${waiting} texts wait for model ${model} already; ask again later, or run more instances`,
    { details: { retryAfterSeconds: 1 } },
  )
}

export function lostTwice(reason: string): TextgateError {
  return new TextgateError(
    'MODEL_FAILED',
    `the model gave no answer because ${reason}, twice over this request; see the server log`,
  )
}
