import type { Executor, Job, JobResult } from './executor.ts'
import type { OpenedModel } from './open-model.ts'

/** Milliseconds of one run between other work of the event loop. */
const TARGET_MS = 4

/** What a model must do to be run here. */
export type RunnableModel = Pick<OpenedModel, 'probabilities' | 'run'>

/**
 * Runs models in this thread, one short run at a time; between two, the event loop reads and writes whatever is ready. Fastest
 * for small models, as nothing is passed to another process.
 *
 * @param targetMs - milliseconds of one run, about; 4 unless given
 */
export function inlineExecutor(models: ReadonlyMap<string, RunnableModel>, targetMs = TARGET_MS): Executor {
  let isBusy = false
  const executor: Executor = {
    get free() {
      return isBusy ? 0 : 1
    },
    targetMs,
    onFree: () => undefined,
    run: async (job) => {
      isBusy = true
      try {
        return await runJob(models, job)
      } finally {
        // Not before the event loop has been round: a run blocks it.
        setImmediate(() => {
          isBusy = false
          executor.onFree()
        })
      }
    },
  }
  return executor
}

/** @throws MODEL_FAILED when the model cannot run */
export async function runJob(models: ReadonlyMap<string, RunnableModel>, job: Job): Promise<JobResult> {
  const model = models.get(job.model)
  if (!model) throw new Error(`${job.model} is not loaded here`)
  const begun = performance.now()
  if (job.kind === 'texts') {
    const probabilities = await model.probabilities(job.inputs)
    return { probabilities, ms: performance.now() - begun }
  }
  const outputs = await model.run(job.inputs, job.outputs)
  return { outputs, ms: performance.now() - begun }
}
