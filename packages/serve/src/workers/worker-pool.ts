import { TextgateError } from '@textgate/core'
import type { ServerEvent } from '../server-event.ts'
import type { TextInput } from '../service/inference-service.ts'
import type { NamedSource, WorkerSetup } from './messages.ts'
import { type ModelThread, startModelThread } from './model-thread.ts'
import { type TextPart, type TextTask, textTask } from './text-task.ts'

/** Parts that a worker holds at most: one that it runs, and one so that it need not wait for the next message. */
const JOBS_A_WORKER = 2

/** Wait before a worker that did not start is tried again, in milliseconds; doubled each time, up to the longest. */
const RETRY_MS = { first: 100, longest: 10_000 } as const

/** What a pool is started with. */
export interface WorkerPoolOptions {
  readonly models: readonly NamedSource[]
  /** Worker threads, at least 1; each loads every model. */
  readonly workers: number
  readonly threads: number
  readonly maxBatch: number
  readonly log: (event: ServerEvent) => void
  /** The worker's program, for tests. */
  readonly workerFile?: URL
}

/** Worker threads that answer texts. */
export interface WorkerPool {
  /** Whether a worker is there to answer. */
  readonly isReady: boolean
  /**
   * Probabilities, row-major, shape [texts, classes], in the order of the texts. Requests take turns part by part, so a
   * short one does not wait for the end of a long one.
   *
   * @param texts - at least one
   * @param signal - gives up the parts that no worker has begun
   * @throws MODEL_FAILED when the model cannot run, or its worker dies over these texts; the worker is replaced
   * @throws SERVER_CLOSING when the pool is closed first
   */
  probabilities(model: string, texts: readonly TextInput[], signal?: AbortSignal): Promise<Float32Array>
  /** Refuses what no worker has begun, waits for the runs under way (one batch a worker), and ends the workers. */
  close(): Promise<void>
}

/**
 * Starts the workers; resolves when all have loaded all models.
 *
 * @throws whatever loading a model throws
 */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const { log } = options
  const stopFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const setup: WorkerSetup = {
    models: options.models.map(shareModel),
    threads: options.threads,
    maxBatch: options.maxBatch,
    stopFlag,
  }
  const threads = new Set<ModelThread>()
  const starting = new Set<Promise<unknown>>()
  const retries = new Set<NodeJS.Timeout>()
  let tasks: TextTask[] = [] // those that have parts which no worker took; the next in turn first
  let isClosing = false

  async function start(): Promise<void> {
    const thread = await track(startModelThread(setup, replace, options.workerFile))
    threads.add(thread)
    dispatch()
  }

  function track<T>(promise: Promise<T>): Promise<T> {
    starting.add(promise)
    const forget = () => starting.delete(promise)
    promise.then(forget, forget)
    return promise
  }

  function replace(thread: ModelThread, reason: string): void {
    threads.delete(thread)
    if (isClosing) return
    log({ kind: 'worker-lost', reason })
    restart(RETRY_MS.first)
  }

  function restart(retryMs: number): void {
    start().then(
      () => log({ kind: 'worker-replaced' }),
      (error: unknown) => {
        if (isClosing) return
        log({ kind: 'worker-start-failed', reason: String(error), retryMs })
        if (threads.size === 0) failWaiting(error)
        const timer = setTimeout(() => {
          retries.delete(timer)
          restart(Math.min(retryMs * 2, RETRY_MS.longest))
        }, retryMs)
        retries.add(timer.unref())
      },
    )
  }

  function failWaiting(error: unknown): void {
    for (const task of tasks) task.fail(error)
    tasks = []
  }

  function dispatch(): void {
    for (;;) {
      const thread = leastBusy(threads)
      const task = thread && tasks.shift()
      if (!task) return
      const part = task.take()
      if (!part) continue
      if (task.waiting > 0) tasks.push(task)
      void runPart(thread, task, part)
    }
  }

  async function runPart(thread: ModelThread, task: TextTask, part: TextPart): Promise<void> {
    try {
      const probabilities = await thread.run(task.model, part.texts)
      if (probabilities) {
        part.complete(probabilities)
      } else {
        part.putBack()
        if (isClosing) task.fail(closingError())
        else if (!tasks.includes(task)) tasks.unshift(task)
      }
    } catch (error) {
      task.fail(error)
    }
    dispatch()
  }

  const first = await Promise.allSettled(Array.from({ length: options.workers }, start))
  const failure = first.find((outcome) => outcome.status === 'rejected')
  if (failure) {
    isClosing = true
    await Promise.all([...threads].map((thread) => thread.close()))
    throw failure.reason
  }

  return {
    get isReady() {
      return threads.size > 0 && !isClosing
    },
    probabilities: (model, texts, signal) => {
      if (isClosing) return Promise.reject(closingError())
      const task = textTask(model, texts)
      const giveUp = () => task.fail(signal?.reason)
      signal?.addEventListener('abort', giveUp, { once: true })
      tasks.push(task)
      dispatch()
      return task.answer.finally(() => signal?.removeEventListener('abort', giveUp))
    },
    close: async () => {
      isClosing = true
      for (const timer of retries) clearTimeout(timer)
      failWaiting(closingError())
      Atomics.store(new Int32Array(stopFlag), 0, 1)
      await Promise.allSettled(starting)
      await Promise.all([...threads].map((thread) => thread.close()))
    },
  }
}

function leastBusy(threads: Iterable<ModelThread>): ModelThread | undefined {
  let best: ModelThread | undefined
  for (const thread of threads) {
    if (thread.jobs < (best?.jobs ?? JOBS_A_WORKER)) best = thread
  }
  return best
}

/** Moves the model's bytes to shared memory: each worker would get a copy of its own otherwise. */
function shareModel({ onnx, externalData, ...model }: NamedSource): NamedSource {
  const beside = externalData
    ? { externalData: { ...externalData, data: sharedCopy(externalData.data) } }
    : {}
  return { ...model, onnx: sharedCopy(onnx), ...beside }
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

function closingError(): TextgateError {
  return new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance, or again later')
}
