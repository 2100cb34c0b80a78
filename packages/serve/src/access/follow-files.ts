import { stat } from 'node:fs/promises'

/** Milliseconds between two looks. */
const INTERVAL_MS = 1000

/**
 * Calls back whenever one of the files has changed, and does not keep the process alive. It looks at the files once a
 * second instead of waiting for the file system's word, which network drives and replaced links do not give.
 *
 * Files that are read after it has resolved are never missed: what counts as a change is told from how they were then.
 *
 * @param onChange - awaited before the files are looked at again; must not throw
 * @returns what ends it
 */
export async function followFiles(
  files: readonly string[],
  onChange: () => Promise<void>,
): Promise<() => void> {
  let seen = await stampOf(files)
  let timer: NodeJS.Timeout | undefined
  let isEnded = false
  const look = async () => {
    const now = await stampOf(files)
    if (isEnded) return
    if (now !== seen) {
      seen = now
      await onChange()
    }
    lookLater()
  }
  const lookLater = () => {
    if (!isEnded) timer = setTimeout(() => void look(), INTERVAL_MS).unref()
  }
  lookLater()
  return () => {
    isEnded = true
    clearTimeout(timer)
  }
}

/** Changes whenever one of the files is written, replaced or removed. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return [ino, size, mtimeNs, ctimeNs].join(' ')
  })
  return (await Promise.all(stamps.map((stamp) => stamp.catch(() => 'none')))).join('\n')
}
