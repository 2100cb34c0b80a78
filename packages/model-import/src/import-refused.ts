import { TextgateError } from '@textgate/core'

/** The error of every file that cannot be imported. @param reason - the thing, what is wrong with it, and the way out */
export function importRefused(reason: string, details: Record<string, unknown>): TextgateError {
  return new TextgateError('IMPORT_UNSUPPORTED', `the model cannot be imported: ${reason}`, { details })
}
