import type { ServerEvent } from '../server-event.ts'
import { followFiles } from './follow-files.ts'

/** What was read of files first, and the end of following them. */
export interface FollowedRead<T> {
  readonly first: T
  close(): void
}

/**
 * Reads files and goes on reading them whenever one has changed, from the first reading on. What cannot be read then is told to
 * `log`, and what was read before goes on.
 *
 * @param files - the first of them names all in the log
 * @param use - given what was read again
 * @throws whatever the first reading throws
 */
export async function followRead<T>(
  files: readonly [string, ...string[]],
  read: () => Promise<T>,
  use: (next: T) => void,
  log?: (event: ServerEvent) => void,
): Promise<FollowedRead<T>> {
  const [file] = files
  const readAgain = async () => {
    try {
      use(await read())
      log?.({ kind: 'file-reread', file })
    } catch (error) {
      log?.({ kind: 'file-refused', file, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  const close = await followFiles(files, readAgain) // before they are read: a change in between is noticed
  try {
    return { first: await read(), close }
  } catch (error) {
    close()
    throw error
  }
}
