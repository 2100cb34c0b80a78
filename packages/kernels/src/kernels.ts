import type { KernelBuild } from './choose-build.ts'
import type { KernelMemory } from './memory/kernel-memory.ts'
import type { KernelCall } from './threads/kernel-call.ts'

/** The compute kernels of one process: a build, its memory and its threads. */
export interface Kernels {
  /** Which build runs; results are equal to the bit for any number of threads of one build. */
  readonly build: KernelBuild
  /** Where every block of the operations lies. */
  readonly memory: KernelMemory
  /** Threads that compute, the caller among them. */
  readonly threads: number
  /** Threads that have started; a worker needs some 50 ms, and jobs do not wait for it. */
  readonly threadsReady: number
  /**
   * Runs exports of the kernels side by side and returns when all their parts are done; the operations of this package
   * are made of it.
   *
   * @param calls - none reads what another one writes
   * @param work - roughly the operations (multiplications, or four values moved) of all calls; a short job is not shared with the workers
   * @throws KERNEL_FAILED when a call traps; KERNEL_WORKER_LOST when a worker thread does not come to an end
   */
  run(calls: readonly KernelCall[], work: number): void
  /** The answer of an export that has no parts, such as a size. */
  evaluate(name: string, ...args: number[]): number
  /**
   * Gives each thread at least so many bytes of scratch memory from the next job on.
   *
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  reserveScratch(bytes: number): void
  /** Ends the worker threads; later calls run on the calling thread alone. */
  dispose(): void
}
