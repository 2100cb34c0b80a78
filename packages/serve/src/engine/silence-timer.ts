/** Milliseconds by which a timer may be late before this process counts as having been paused. */
const LATE_MS = 1_000

/** Waits for a sign of life of another process. */
export interface SilenceTimer {
  /** From now on it has so many milliseconds for its next sign of life. */
  expect(ms: number): void
  /** None is expected. */
  stop(): void
}

/**
 * A pause of this process itself, as where a machine sleeps or a container is paused, is no silence of the other, which was most
 * likely paused, too: it gets its time once more.
 *
 * @param onSilence - called when no sign of life came in so many milliseconds
 */
export function silenceTimer(onSilence: (ms: number) => void): SilenceTimer {
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  function expect(ms: number): void {
    stop()
    const due = performance.now() + ms
    timer = setTimeout(() => {
      if (performance.now() - due > LATE_MS) expect(ms)
      else onSilence(ms)
    }, ms)
  }
  return { expect, stop }
}
