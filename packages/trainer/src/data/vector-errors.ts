import { isTextgateError, TextgateError } from '@textgate/core'

/** VECTORS_FILE_UNREADABLE, with the reason and the way out in one sentence. */
export function vectorsUnreadable(file: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError('VECTORS_FILE_UNREADABLE', `${file} cannot be read: ${reason}`, {
    details: { file },
    cause,
  })
}

/** The same from what reading a file as text throws; other errors stay. */
export function vectorsUnreadableBecause(file: string, error: unknown): unknown {
  if (!isTextgateError(error, 'DATA_FILE_UNREADABLE')) return error
  const { reason } = error.details
  return vectorsUnreadable(file, String(reason), error)
}

/** VECTORS_LINE_INVALID for a line, from 1. */
export function vectorLineInvalid(file: string, line: number, found: string, size: number): TextgateError {
  return new TextgateError(
    'VECTORS_LINE_INVALID',
    `${file} line ${line}: expected a word and ${size} numbers, found ${found}; correct or delete the line, or download the file again`,
    { details: { file, line, expected: size, found } },
  )
}

/** VECTORS_SIZE_WRONG for a file whose vectors do not fit the embedding. */
export function vectorSizeWrong(file: string, found: number, size: number): TextgateError {
  return new TextgateError(
    'VECTORS_SIZE_WRONG',
    `${file} has ${found} numbers a word, but model.embeddingSize is ${size}; set model.embeddingSize to ${found}, or choose a file with ${size}`,
    { details: { file, found, expected: size } },
  )
}
