import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { ServerEvent } from '../server-event.ts'

/** A log that counts what it is told, and tells it on. */
export function countingLog(
  metrics: ServerMetrics,
  log: ((event: ServerEvent) => void) | undefined,
): (event: ServerEvent) => void {
  return (event) => {
    metrics.happened(event)
    log?.(event)
  }
}
