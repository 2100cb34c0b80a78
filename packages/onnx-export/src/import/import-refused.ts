import { TextgateError } from '@textgate/core'

/** The way out where a file is not as it was written. */
export const UNCHANGED = 'import the model.onnx that textgate export wrote, unchanged'

/** The error of every file that cannot be imported. @param reason - the thing, what is wrong with it, and the way out */
export function importRefused(reason: string, details: Record<string, unknown>): TextgateError {
  return new TextgateError('IMPORT_UNSUPPORTED', `the ONNX file cannot be imported: ${reason}`, { details })
}
