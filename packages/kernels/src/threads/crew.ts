import { Worker } from 'node:worker_threads'
import type { MemoryHandle } from '../memory/block.ts'
import * as layout from './control-block.ts'

/** What the worker has to know of the control block. */
const { WORDS, MAX_ARGUMENTS, ARGS_OFFSET, MESSAGE_OFFSET, SCRATCH_AT, SPIN_AT } = layout
const LAYOUT = { WORDS, MAX_ARGUMENTS, ARGS_OFFSET, MESSAGE_OFFSET, SCRATCH_AT, SPIN_AT }

const workerFile = new URL('../../worker/kernel-worker.js', import.meta.url)

/** What every worker of a crew is given. */
export interface CrewSetup {
  readonly module: WebAssembly.Module
  readonly memory: MemoryHandle
  /** Names of the module's functions; a job names them by position. */
  readonly functions: readonly string[]
  readonly control: layout.ControlBlock
}

/** The worker threads of a pool. They never keep the process alive. */
export class Crew {
  readonly #words: Int32Array<SharedArrayBuffer>
  readonly #workers = new Set<Worker>()

  constructor({ control, ...setup }: CrewSetup, workers: number) {
    this.#words = control.words
    for (let index = 0; index < workers; index++) {
      const workerData = {
        ...setup,
        buffer: control.buffer,
        layout: LAYOUT,
        index,
      }
      // No flags of the parent: some, like --input-type, would keep the worker from starting.
      const worker = new Worker(workerFile, { workerData, execArgv: [], name: 'textgate-kernels' })
      worker.unref()
      worker.on('error', () => {}) // what it could not do, others do; its end is seen below
      worker.on('exit', () => this.#workers.delete(worker))
      this.#workers.add(worker)
    }
  }

  /** Workers that have not ended, as far as the event loop knows. */
  get alive(): number {
    return this.#workers.size
  }

  /** The threads themselves, for tests that end them. */
  get workers(): readonly Worker[] {
    return [...this.#workers]
  }

  /** Asks the workers to end; who is stuck in a call is ended by force. */
  end(): void {
    Atomics.store(this.#words, WORDS.quit, 1)
    Atomics.add(this.#words, WORDS.generation, 1)
    Atomics.notify(this.#words, WORDS.generation)
    for (const worker of this.#workers) void worker.terminate()
  }
}
