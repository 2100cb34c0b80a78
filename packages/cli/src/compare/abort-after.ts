/**
 * A signal that aborts with another one, or after some seconds, whichever comes first.
 *
 * @param seconds - at most 2,147,483; without them the signal is the other one
 * @returns `release` ends the wait
 */
export function abortAfter(
  seconds: number | undefined,
  signal: AbortSignal,
): { signal: AbortSignal; release: () => void } {
  if (seconds === undefined || signal.aborted) return { signal, release: () => {} }
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, seconds * 1000)
  signal.addEventListener('abort', abort)
  const release = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, release }
}
