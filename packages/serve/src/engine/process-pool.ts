import type { ServerEvent } from '../server-event.ts'
import type { ServedModel } from '../service/served-model.ts'
import { type Executor, JobLost } from './executor.ts'
import { type ModelProcess, startModelProcess } from './model-process.ts'
import type { ModelSource } from './model-source.ts'
import type { OpenModelOptions } from './open-model.ts'
import { restarting } from './restarting.ts'

/** Jobs that a process holds at most: one that it runs, and one so that it need not wait for the next message. */
const JOBS_A_PROCESS = 2

/** Milliseconds of one job: so long may a short request wait for a part of a long one. */
const TARGET_MS = 40

/** What a pool is started with. */
export interface ProcessPoolOptions {
  readonly sources: readonly ModelSource[]
  readonly options: OpenModelOptions
  /** At least 1; each loads every model. */
  readonly processes: number
  readonly hungMs: number
  readonly log: (event: ServerEvent) => void
  /** Told when no process is left and none starts, with the reason. */
  readonly onHelpless: (error: unknown) => void
  /** The processes' program, for tests. */
  readonly program?: URL | undefined
}

/** Processes that run models, apart from the one that answers requests. */
export interface ProcessPool extends Executor {
  readonly served: readonly ServedModel[]
  /** Whether a process is there. */
  readonly isReady: boolean
  /** Waits for the jobs under way, and ends the processes. */
  close(): Promise<void>
}

/**
 * Starts the processes; resolves when all have loaded all models. One that ends or hangs is replaced.
 *
 * @throws whatever loading a model throws
 */
export async function startProcessPool(settings: ProcessPoolOptions): Promise<ProcessPool> {
  const { log, options, hungMs, program } = settings
  const processes = new Set<ModelProcess>()
  const starting = new Set<Promise<unknown>>()
  let sources = settings.sources
  let isClosing = false

  async function start(): Promise<ModelProcess> {
    const started = startModelProcess({ setup: { sources, options }, hungMs, onExit: replace, program })
    starting.add(started)
    try {
      const modelProcess = await started
      processes.add(modelProcess)
      pool.onFree()
      return modelProcess
    } finally {
      starting.delete(started)
    }
  }

  const restarts = restarting({
    start,
    log,
    onFailure: (error) => {
      if (processes.size === 0) settings.onHelpless(error)
    },
  })

  function replace(lost: ModelProcess, reason: string): void {
    processes.delete(lost)
    restarts.replace(reason)
  }

  const pool = {
    served: [] as readonly ServedModel[],
    targetMs: TARGET_MS,
    onFree: () => undefined,
    get isReady() {
      return processes.size > 0 && !isClosing
    },
    get free() {
      let free = 0
      for (const { jobs } of processes) free += Math.max(0, JOBS_A_PROCESS - jobs)
      return free
    },
    run: async (job) => {
      const chosen = leastBusy(processes)
      if (!chosen) throw new JobLost('no process is left to run it', false)
      try {
        return await chosen.run(job)
      } finally {
        queueMicrotask(() => pool.onFree())
      }
    },
    close: async () => {
      isClosing = true
      restarts.stop()
      await Promise.allSettled(starting)
      await Promise.all([...processes].map((each) => each.close()))
    },
  } satisfies ProcessPool as ProcessPool & { served: readonly ServedModel[] }

  async function startAll(): Promise<void> {
    // The first one reads what there is; the others must find the same.
    const first = await start()
    pool.served = first.served
    sources = sources.map((source, i) => ({ ...source, key: first.served[i]?.key }))
    await Promise.all(Array.from({ length: settings.processes - 1 }, start))
  }

  try {
    await startAll()
  } catch (error) {
    await pool.close()
    throw error
  }
  return pool
}

function leastBusy(processes: Iterable<ModelProcess>): ModelProcess | undefined {
  let best: ModelProcess | undefined
  for (const each of processes) {
    if (best === undefined || each.jobs < best.jobs) best = each
  }
  return best
}
