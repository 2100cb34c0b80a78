/** Seconds since it was made or restarted, by the monotonic clock. */
export function stopwatch(): { seconds(): number; restart(): void } {
  let start = performance.now()
  return {
    seconds: () => (performance.now() - start) / 1000,
    restart: () => {
      start = performance.now()
    },
  }
}
