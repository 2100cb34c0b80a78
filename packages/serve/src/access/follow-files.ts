import { type StatsListener, unwatchFile, watchFile } from 'node:fs'

/** Milliseconds between two looks. */
const INTERVAL_MS = 1000

/**
 * Calls back whenever one of the files has changed, and does not keep the process alive. It looks at the files once a
 * second instead of waiting for the file system's word, which network drives and replaced links do not give.
 *
 * @returns what ends it
 */
export function followFiles(files: readonly string[], onChange: () => void): () => void {
  const listener: StatsListener = () => onChange()
  for (const file of files) watchFile(file, { persistent: false, interval: INTERVAL_MS }, listener)
  return () => {
    for (const file of files) unwatchFile(file, listener)
  }
}
