import type { Worker } from 'node:worker_threads'
import { TextgateError } from '@textgate/core'
import type { Block } from '../memory/block.ts'
import type { KernelMemory } from '../memory/kernel-memory.ts'
import { MAX_WORKERS } from './control-block.ts'
import { Crew } from './crew.ts'
import { JobBoard } from './job-board.ts'
import type { KernelCall } from './kernel-call.ts'
import { KernelInstance, kernelFailed } from './kernel-instance.ts'
import { SharingGain } from './sharing-gain.ts'

/** A thread that makes no progress for this long counts as lost, in milliseconds. */
const DEFAULT_LOST_AFTER_MS = 30_000

/** A job shorter than this is done alone, in milliseconds: the others would come too late. */
const LEAST_SHARED_MS = 0.008

/** Where workers have to be woken, the job takes so many times as long as that at least. */
const LEAST_PER_WAKE = 3

/** How a pool is made. */
export interface ThreadPoolOptions {
  /** Threads that compute, the caller among them; 1 to 64. */
  readonly threads: number
  /** A thread that makes no progress for this long counts as lost, in milliseconds; 30,000 by default. */
  readonly lostAfterMs?: number | undefined
}

/**
 * The calling thread and some workers that share a memory and claim the parts of a job one by one.
 *
 * The caller works too, so a worker that is late, or has not even started, delays nothing: its parts are done by
 * others. What is computed does not depend on who does which part.
 */
export class ThreadPool {
  readonly #kernels: KernelInstance
  readonly #memory: KernelMemory
  readonly #board = new JobBoard()
  readonly #lostAfterMs: number
  readonly #mostThreads: number
  readonly #gain = new SharingGain()
  #crew: Crew | undefined
  #scratch: Block | undefined
  #scratchBytes = 0

  /** @param module - imports `env.memory`; each parallel function takes part, parts and scratch last */
  constructor(module: WebAssembly.Module, memory: KernelMemory, options: ThreadPoolOptions) {
    this.#kernels = new KernelInstance(module, memory)
    this.#memory = memory
    this.#lostAfterMs = options.lostAfterMs ?? DEFAULT_LOST_AFTER_MS
    const workers = Math.min(MAX_WORKERS, Math.max(1, options.threads) - 1)
    this.#mostThreads = workers + 1
    if (workers === 0) return
    const { functions } = this.#kernels
    this.#crew = new Crew({ module, memory: memory.handle, functions, control: this.#board.control }, workers)
  }

  /** Threads that can take part now, the caller among them. */
  get threads(): number {
    return 1 + (this.#crew?.alive ?? 0)
  }

  /** Threads that have started, the caller among them; a worker needs some 50 ms. */
  get threadsReady(): number {
    return this.#crew ? Math.min(this.threads, 1 + this.#board.ready) : 1
  }

  /** The worker threads that have not ended. */
  get workers(): readonly Worker[] {
    return this.#crew?.workers ?? []
  }

  /** What a function that has no parts gives. */
  evaluate(name: string, ...args: number[]): number {
    return this.#kernels.evaluate(name, args)
  }

  /** The value of an exported constant; undefined where there is none. */
  constant(name: string): number | undefined {
    return this.#kernels.constant(name)
  }

  /**
   * Gives each thread at least so many bytes of scratch memory from the next job on.
   *
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  reserveScratch(bytes: number): void {
    if (this.#scratch && bytes <= this.#scratchBytes) return
    const each = Math.ceil(bytes / 64) * 64
    const block = this.#memory.allocate(each * this.#mostThreads)
    this.#scratch?.free()
    this.#scratch = block
    this.#scratchBytes = each
    this.#board.setScratch(block.offset, each)
  }

  /**
   * Does every part of every call, in no particular order, and returns when all are done.
   *
   * @param calls - 16 at most, none reading what another one writes
   * @param estimatedMs - how long one thread takes for the whole job, roughly: short ones are not shared
   * @throws KERNEL_FAILED when a call traps; KERNEL_WORKER_LOST when a worker does not come to an end
   */
  run(calls: readonly KernelCall[], estimatedMs = Number.POSITIVE_INFINITY): void {
    const parts = calls.reduce((sum, call) => sum + call.parts, 0)
    const least = LEAST_SHARED_MS + LEAST_PER_WAKE * this.#board.wakeMs
    const isShort = parts < 2 || estimatedMs < least
    if (isShort || this.threadsReady < 2 || this.#gain.isCrowded()) this.#runAlone(calls)
    else this.#runShared(calls, parts)
  }

  /** Ends the workers; later calls run on the calling thread alone. */
  dispose(): void {
    this.#crew?.end()
    this.#crew = undefined
  }

  #runAlone(calls: readonly KernelCall[]): void {
    for (const call of calls) {
      this.#kernels.indexOf(call.name)
      let next = 0
      this.#kernels.work(call, this.#scratchOfCaller, () => (next < call.parts ? next++ : undefined))
    }
  }

  #runShared(calls: readonly KernelCall[], parts: number): void {
    const board = this.#board
    const start = performance.now()
    board.open(calls, parts, this.#kernels)
    const opened = performance.now()
    let ended = opened
    let own = 0
    let isDone = false
    try {
      let claimed = board.claim()
      let first = 0 // first part of the call among all parts
      for (const call of calls) {
        const end = first + call.parts
        if (claimed < end) {
          let isFresh = true // the part that was claimed when the call before had none left
          this.#kernels.work(call, this.#scratchOfCaller, () => {
            if (!isFresh) claimed = board.claim()
            isFresh = false
            if (claimed >= end) return undefined
            own++
            return claimed - first
          })
        }
        first = end
      }
      isDone = true
      ended = performance.now()
    } finally {
      if (!isDone) board.stop()
      if (!board.close(this.#lostAfterMs)) this.#giveUp()
    }
    this.#gain.note(ended - opened, performance.now() - start, own / parts)
    const failure = board.takeFailure()
    if (failure !== undefined) throw kernelFailed(failure)
  }

  get #scratchOfCaller(): number {
    return this.#scratch?.offset ?? 0
  }

  /** A worker is stuck or dead in the middle of a part: what shares its control block cannot be trusted. */
  #giveUp(): never {
    this.dispose()
    throw new TextgateError(
      'KERNEL_WORKER_LOST',
      `a worker thread of the kernels has not ended its part within ${this.#lostAfterMs / 1000} s; resume from the ` +
        'last checkpoint, with TEXTGATE_THREADS=1 if it happens again',
      { details: { lostAfterMs: this.#lostAfterMs } },
    )
  }
}
