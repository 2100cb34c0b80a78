import { TextgateError } from '@textgate/core'

/** DATA_FILE_UNREADABLE for a file, with the reason and the way out in one sentence. */
export function unreadable(file: string, reason: string, cause?: unknown): TextgateError {
  return new TextgateError('DATA_FILE_UNREADABLE', `${file} cannot be read: ${reason}`, {
    details: { file, reason },
    cause,
  })
}

/** The same from an error of the file system or of a decoder. */
export function unreadableBecause(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'TextgateError') return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return unreadable(file, REASONS[code] ?? `${error.message}; check the file`, error)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  EACCES: 'this user may not read it; change its permissions',
  EISDIR: 'it is a folder; name a file in it',
  Z_BUF_ERROR: 'the gzip data ends too early; copy or download it again',
  Z_DATA_ERROR: 'the gzip data is damaged; copy or download it again',
}
