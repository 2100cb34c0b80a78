import type { ServerEvent } from '../server-event.ts'

/** Wait before a process that did not start is tried again, in milliseconds; doubled each time, up to the longest. */
const RETRY_MS = { first: 100, longest: 10_000 } as const

/** Starts a process in place of one that was lost, again and again until it succeeds. */
export interface Restarting {
  /** @param reason - why the other was lost */
  replace(reason: string): void
  /** Tries no more. */
  stop(): void
}

/** How a process is started again, and who is told. */
export interface RestartingOptions {
  start(): Promise<unknown>
  readonly log: (event: ServerEvent) => void
  /** Told of each start that fails. */
  readonly onFailure?: (error: unknown) => void
}

export function restarting({ start, log, onFailure }: RestartingOptions): Restarting {
  const retries = new Set<NodeJS.Timeout>()
  let isStopped = false

  function restart(retryMs: number): void {
    start().then(
      () => log({ kind: 'worker-replaced' }),
      (error: unknown) => {
        if (isStopped) return
        log({ kind: 'worker-start-failed', reason: String(error), retryMs })
        onFailure?.(error)
        const timer = setTimeout(() => {
          retries.delete(timer)
          restart(Math.min(retryMs * 2, RETRY_MS.longest))
        }, retryMs)
        retries.add(timer) // not unref: where all processes are lost, this alone keeps the server
      },
    )
  }

  return {
    replace: (reason) => {
      if (isStopped) return
      log({ kind: 'worker-lost', reason })
      restart(RETRY_MS.first)
    },
    stop: () => {
      isStopped = true
      for (const timer of retries) clearTimeout(timer)
    },
  }
}
