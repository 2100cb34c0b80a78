import { TextgateError } from '@textgate/core'

/** The error of an encoder that did not finish an epoch in the seconds that it had. */
export function timeTooShort(name: string, seconds: number): TextgateError {
  return new TextgateError(
    'TIME_BUDGET_TOO_SHORT',
    `${name} did not finish an epoch in ${seconds.toFixed(1)} seconds; give more with --seconds, or, without it, name an encoder first whose training takes longer`,
    { details: { encoder: name, seconds } },
  )
}
