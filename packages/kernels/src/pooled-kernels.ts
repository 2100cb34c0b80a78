import type { ChosenBuild, KernelBuild } from './choose-build.ts'
import type { Kernels } from './kernels.ts'
import type { KernelMemory } from './memory/kernel-memory.ts'
import { MAX_CALLS } from './threads/control-block.ts'
import type { KernelCall } from './threads/kernel-call.ts'
import { ThreadPool, type ThreadPoolOptions } from './threads/thread-pool.ts'

/** Operations that one thread does in a millisecond, at least roughly. */
const WORK_PER_MS = 15_000_000

/** The kernels of a build on the threads of a pool. */
export class PooledKernels implements Kernels {
  readonly build: KernelBuild
  readonly memory: KernelMemory
  readonly #pool: ThreadPool

  constructor({ build, module }: ChosenBuild, memory: KernelMemory, options: ThreadPoolOptions) {
    this.build = build
    this.memory = memory
    this.#pool = new ThreadPool(module, memory, options)
    this.#pool.reserveScratch(this.#pool.constant('SCRATCH_BYTES') ?? 0)
  }

  get threads(): number {
    return this.#pool.threads
  }

  get threadsReady(): number {
    return this.#pool.threadsReady
  }

  run(calls: readonly KernelCall[], work: number): void {
    for (let from = 0; from < calls.length; from += MAX_CALLS) {
      const job = calls.length <= MAX_CALLS ? calls : calls.slice(from, from + MAX_CALLS)
      this.#pool.run(job, work / WORK_PER_MS)
    }
  }

  evaluate(name: string, ...args: number[]): number {
    return this.#pool.evaluate(name, ...args)
  }

  reserveScratch(bytes: number): void {
    this.#pool.reserveScratch(bytes)
  }

  dispose(): void {
    this.#pool.dispose()
  }
}
