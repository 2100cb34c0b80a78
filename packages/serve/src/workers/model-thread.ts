import { Worker } from 'node:worker_threads'
import { TextgateError } from '@textgate/core'
import type { TextInput } from '../service/inference-service.ts'
import { type Deferred, deferred } from './deferred.ts'
import { fromPlainError, type WorkerReply, type WorkerRequest, type WorkerSetup } from './messages.ts'

/** How long an idle worker may take to free its models before it is ended by force, in milliseconds. */
const END_MS = 5_000

// When this file runs from its source (in tests), the built worker is used: Node 20 loads no TypeScript.
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/workers/model-worker.js' : './model-worker.js',
  import.meta.url,
)

/** One worker thread that has every model loaded. */
export interface ModelThread {
  /** Jobs that it has taken and not answered. */
  readonly jobs: number
  /**
   * Probabilities of some texts, row-major, shape [texts, classes]; undefined when the thread died before it began, so
   * that another may do the job.
   *
   * @throws MODEL_FAILED when the thread dies over this job
   */
  run(model: string, texts: readonly TextInput[]): Promise<Float32Array | undefined>
  /** Lets the thread answer what it has, free its models and end. */
  close(): Promise<void>
}

/**
 * Starts a thread; resolves when its models are loaded.
 *
 * @param onExit - called when a thread that had started ends without being closed, before its jobs are refused
 * @param file - the worker's program
 * @throws whatever loading a model throws; MODEL_FAILED when the thread ends before it is ready
 */
export async function startModelThread(
  setup: WorkerSetup,
  onExit: (thread: ModelThread, reason: string) => void,
  file: URL = workerFile,
): Promise<ModelThread> {
  // No flags of the parent: some, like --input-type, would keep the worker from starting.
  const worker = new Worker(file, { workerData: setup, execArgv: [], name: 'textgate' })
  const pending = new Map<number, Deferred<Float32Array | undefined>>()
  const post = (request: WorkerRequest) => worker.postMessage(request)
  let nextId = 0
  let reason = 'its worker thread ended'
  let thread: ModelThread | undefined
  let isClosing = false
  let isEnded = false

  const ready = deferred<void>()
  const ended = deferred<void>()
  worker.on('message', (reply: WorkerReply) => {
    if (reply.kind === 'ready') return ready.resolve()
    if (reply.kind === 'unusable') return ready.reject(fromPlainError(reply.error))
    const job = pending.get(reply.id)
    pending.delete(reply.id)
    if (reply.kind === 'answer') job?.resolve(reply.probabilities)
    else job?.reject(fromPlainError(reply.error))
  })
  worker.on('error', (error: unknown) => {
    reason = `its worker thread failed: ${error instanceof Error ? error.message : String(error)}`
  })
  worker.on('exit', () => {
    isEnded = true
    if (thread && !isClosing) onExit(thread, reason)
    const [begun, ...others] = pending.values() // a thread answers in the order of its jobs
    begun?.reject(died(reason))
    for (const { resolve } of others) resolve(undefined)
    pending.clear()
    ready.reject(died(reason))
    ended.resolve()
  })

  await ready.promise
  thread = {
    get jobs() {
      return pending.size
    },
    run: (model, texts) => {
      if (isEnded) return Promise.resolve(undefined)
      const id = nextId++
      const job = deferred<Float32Array | undefined>()
      pending.set(id, job)
      post({ kind: 'classify', id, model, texts })
      return job.promise
    },
    close: async () => {
      isClosing = true
      if (!isEnded) post({ kind: 'close' })
      // By force only after the wait: ending a thread inside ONNX Runtime aborts the process.
      const timer = setTimeout(() => void worker.terminate(), END_MS)
      await ended.promise
      clearTimeout(timer)
    },
  }
  return thread
}

function died(reason: string): TextgateError {
  return new TextgateError('MODEL_FAILED', `the model gave no answer because ${reason}; ask again`)
}
