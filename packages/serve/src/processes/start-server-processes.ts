import { TextgateError } from '@textgate/core'
import type { TextgateServer } from '../server.ts'
import { checkSettings, DEFAULT_DRAIN_MS, RETIRE_MS, type ServerOptions } from '../server-settings.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import type { SentOptions } from './server-process-messages.ts'

/** Milliseconds without a sign of life after which a server process counts as hung. */
const HUNG_MS = 15_000

/** Wait before a process that did not start is tried again, in milliseconds; doubled each time, up to the longest. */
const RETRY_MS = { first: 100, longest: 10_000 } as const

/**
 * Several processes that serve the same models on one port, each with the models between its requests: the fastest shape for
 * small models. This process shares the connections out, replaces a process that ends or hangs, and does nothing else. For a
 * program of its own: it uses `node:cluster`.
 *
 * @param processes - at least 1
 * @throws as `startServer` does
 */
export async function startServerProcesses(
  options: ServerOptions,
  processes: number,
): Promise<TextgateServer> {
  checkSettings(options)
  if (!Number.isSafeInteger(processes) || processes < 1) {
    throw new TextgateError('CONFIG_INVALID', `processes must be an integer of at least 1, not ${processes}`)
  }
  const { log, drainMs = DEFAULT_DRAIN_MS, ...sent } = options
  const running = new Set<ServerProcess>()
  const retries = new Set<NodeJS.Timeout>()
  const sentOptions: SentOptions = { ...sent, drainMs, execution: 'inline' }
  let closing: Promise<void> | undefined

  async function start(): Promise<ServerProcess> {
    const started = await startServerProcess({
      options: sentOptions,
      hungMs: HUNG_MS,
      drainMs,
      retireMs: RETIRE_MS,
      log,
      onExit: replace,
    })
    running.add(started)
    if (closing) await started.close()
    return started
  }

  function replace(lost: ServerProcess, reason: string): void {
    running.delete(lost)
    if (closing) return
    log?.({ kind: 'worker-lost', reason })
    restart(RETRY_MS.first)
  }

  function restart(retryMs: number): void {
    start().then(
      () => log?.({ kind: 'worker-replaced' }),
      (error: unknown) => {
        if (closing) return
        log?.({ kind: 'worker-start-failed', reason: String(error), retryMs })
        const timer = setTimeout(() => {
          retries.delete(timer)
          restart(Math.min(retryMs * 2, RETRY_MS.longest))
        }, retryMs)
        retries.add(timer)
      },
    )
  }

  async function endAll(how: 'retire' | 'close'): Promise<void> {
    closing ??= Promise.resolve()
    for (const timer of retries) clearTimeout(timer)
    await Promise.all([...running].map((each) => each[how]()))
  }

  // Alone, so that what is wrong is said once. Where any free port will do, those that ask for one share it.
  const first = await start()
  try {
    await Promise.all(Array.from({ length: processes - 1 }, start))
  } catch (error) {
    await endAll('close')
    throw error
  }
  let ending: Promise<void> | undefined
  const end = (how: 'retire' | 'close') => {
    ending ??= endAll(how)
    return ending
  }
  return { url: first.url, models: first.models, retire: () => end('retire'), close: () => end('close') }
}
