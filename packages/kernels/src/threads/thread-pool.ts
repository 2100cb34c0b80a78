import type { Worker } from 'node:worker_threads'
import { TextgateError } from '@textgate/core'
import type { Block } from '../memory/block.ts'
import type { KernelMemory } from '../memory/kernel-memory.ts'
import {
  type ControlBlock,
  controlBlock,
  MAX_ARGUMENTS,
  MAX_CALLS,
  MAX_WORKERS,
  SCRATCH_AT,
  WORDS,
} from './control-block.ts'
import { Crew } from './crew.ts'
import type { KernelCall } from './kernel-call.ts'

/** How long the caller looks for the end of a worker's part before it sleeps, in milliseconds. */
const CALLER_SPIN_MS = 0.05

/** A thread that makes no progress for this long counts as lost, in milliseconds. */
const DEFAULT_LOST_AFTER_MS = 30_000

/** A wait for others at the end of a job is suspicious from here on, in milliseconds: a part is far shorter. */
const CROWDED_MS = 1

/** After suspicious waits, at most so many jobs are done alone before the workers are tried again. */
const MOST_ALONE = 256

/** How a pool is made. */
export interface ThreadPoolOptions {
  /** Threads that compute, the caller among them; 1 to 64. */
  readonly threads: number
  /** A thread that makes no progress for this long counts as lost, in milliseconds; 30,000 by default. */
  readonly lostAfterMs?: number | undefined
}

type KernelFunction = (...args: number[]) => number | undefined

/**
 * The calling thread and some workers that share a memory and claim the parts of a job one by one.
 *
 * The caller works too, so a worker that is late, or has not even started, delays nothing: its parts are done by
 * others. What is computed does not depend on who does which part.
 */
export class ThreadPool {
  readonly #functions = new Map<string, { call: KernelFunction; index: number }>()
  readonly #exports: WebAssembly.Exports
  readonly #memory: KernelMemory
  readonly #control: ControlBlock = controlBlock()
  readonly #lostAfterMs: number
  readonly #mostThreads: number
  #crew: Crew | undefined
  #scratch: Block | undefined
  #scratchOfCaller = 0
  #jobsAlone = 0
  #penalty = 0

  /** @param module - imports `env.memory`; each of its functions takes part, parts and scratch last */
  constructor(module: WebAssembly.Module, memory: KernelMemory, options: ThreadPoolOptions) {
    const handle = memory.handle as WebAssembly.Memory
    this.#memory = memory
    this.#exports = new WebAssembly.Instance(module, { env: { memory: handle } }).exports
    for (const { name, kind } of WebAssembly.Module.exports(module)) {
      if (kind !== 'function') continue
      this.#functions.set(name, { call: this.#exports[name] as KernelFunction, index: this.#functions.size })
    }
    this.#lostAfterMs = options.lostAfterMs ?? DEFAULT_LOST_AFTER_MS
    const workers = Math.min(MAX_WORKERS, Math.max(1, options.threads) - 1)
    this.#mostThreads = workers + 1
    if (workers === 0) return
    const functions = [...this.#functions.keys()]
    this.#crew = new Crew({ module, memory: handle, functions, control: this.#control }, workers)
  }

  /** Threads that can take part now, the caller among them. */
  get threads(): number {
    return 1 + (this.#crew?.alive ?? 0)
  }

  /** The worker threads that have not ended. */
  get workers(): readonly Worker[] {
    return this.#crew?.workers ?? []
  }

  /** Threads that have started, the caller among them; a worker needs some 50 ms. */
  get threadsReady(): number {
    return this.#crew ? Math.min(this.threads, 1 + Atomics.load(this.#control.words, WORDS.ready)) : 1
  }

  /** What a function that has no parts gives. */
  evaluate(name: string, ...args: number[]): number {
    return (this.#exports[name] as KernelFunction)(...args) as number
  }

  /** The value of an exported constant; undefined where there is none. */
  constant(name: string): number | undefined {
    return (this.#exports[name] as WebAssembly.Global | undefined)?.value
  }

  /**
   * Gives each thread at least so many bytes of scratch memory from the next job on.
   *
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  reserveScratch(bytes: number): void {
    const { args } = this.#control
    if (this.#scratch && bytes <= args[SCRATCH_AT + 1]!) return
    const each = Math.ceil(bytes / 64) * 64
    this.#scratch?.free()
    this.#scratch = undefined
    this.#scratch = this.#memory.allocate(each * this.#mostThreads)
    this.#scratchOfCaller = this.#scratch.offset
    args[SCRATCH_AT] = this.#scratchOfCaller
    args[SCRATCH_AT + 1] = each
  }

  /**
   * Does every part of every call, in no particular order, and returns when all are done.
   *
   * @param calls - 16 at most, none reading what another one writes
   * @param alone - true keeps the workers out: where the whole job is shorter than telling them
   * @throws KERNEL_FAILED when a call traps; KERNEL_WORKER_LOST when a worker does not come to an end
   */
  run(calls: readonly KernelCall[], alone = false): void {
    const parts = this.#countParts(calls)
    if (alone || parts < 2 || !this.#crew || this.threadsReady < 2) return this.#runAlone(calls)
    if (this.#jobsAlone > 0) {
      this.#jobsAlone--
      return this.#runAlone(calls)
    }
    this.#open(calls, parts)
    let failure: unknown
    try {
      this.#work(calls, parts)
    } catch (error) {
      failure = error
      Atomics.store(this.#control.words, WORDS.next, parts)
    }
    Atomics.store(this.#control.words, WORDS.open, 0)
    this.#awaitOthers()
    if (failure !== undefined)
      throw failed(failure instanceof Error ? failure.message : String(failure), failure)
    this.#checkWorkers()
  }

  /** Ends the workers; later calls run on the calling thread alone. */
  dispose(): void {
    this.#crew?.end()
    this.#crew = undefined
  }

  #countParts(calls: readonly KernelCall[]): number {
    if (calls.length > MAX_CALLS)
      throw failed(`${calls.length} calls are more than the ${MAX_CALLS} of a job`)
    let parts = 0
    for (const call of calls) {
      if (!this.#functions.has(call.name)) throw failed(`the kernels have no function ${call.name}`)
      if (call.args.length > MAX_ARGUMENTS) throw failed(`${call.name} was given too many arguments`)
      parts += call.parts
    }
    return parts
  }

  #runAlone(calls: readonly KernelCall[]): void {
    for (const { name, args, parts } of calls) {
      const { call } = this.#functions.get(name)!
      const list = [...args, 0, parts, this.#scratchOfCaller]
      try {
        for (let part = 0; part < parts; part++) {
          list[list.length - 3] = part
          call(...list)
        }
      } catch (error) {
        throw failed(error instanceof Error ? error.message : String(error), error)
      }
    }
  }

  /** Writes the job where the workers see it, and wakes those that sleep. */
  #open(calls: readonly KernelCall[], parts: number): void {
    const { words, args } = this.#control
    for (let i = 0; i < calls.length; i++) {
      const call = calls[i]!
      words[WORDS.callTable + 3 * i] = this.#functions.get(call.name)!.index
      words[WORDS.callTable + 3 * i + 1] = call.args.length
      words[WORDS.callTable + 3 * i + 2] = call.parts
      args.set(call.args, i * MAX_ARGUMENTS)
    }
    words[WORDS.parts] = parts
    Atomics.store(words, WORDS.next, 0)
    Atomics.store(words, WORDS.open, 1)
    Atomics.add(words, WORDS.generation, 1)
    if (Atomics.load(words, WORDS.sleeping) > 0) Atomics.notify(words, WORDS.generation, parts - 1)
  }

  /** The caller's share: claims and does parts until none is left. */
  #work(calls: readonly KernelCall[], parts: number): void {
    const { words } = this.#control
    let index = 0
    let first = 0 // first part of the call among all parts
    let list = [...calls[0]!.args, 0, calls[0]!.parts, this.#scratchOfCaller]
    for (;;) {
      const claimed = Atomics.add(words, WORDS.next, 1)
      if (claimed >= parts) return
      while (claimed >= first + calls[index]!.parts) {
        first += calls[index++]!.parts
        list = [...calls[index]!.args, 0, calls[index]!.parts, this.#scratchOfCaller]
      }
      list[list.length - 3] = claimed - first
      this.#functions.get(calls[index]!.name)!.call(...list)
    }
  }

  /** Waits for the parts that workers have begun: looks for a moment, then sleeps. */
  #awaitOthers(): void {
    const { words } = this.#control
    if (Atomics.load(words, WORDS.active) === 0) return this.#note(0)
    const start = performance.now()
    for (let turn = 1; turn % 64 !== 0 || performance.now() - start < CALLER_SPIN_MS; turn++) {
      if (Atomics.load(words, WORDS.active) === 0) return this.#note(0)
    }
    Atomics.store(words, WORDS.callerWaits, 1)
    for (let active = Atomics.load(words, WORDS.active); active > 0; ) {
      const outcome = Atomics.wait(words, WORDS.active, active, this.#lostAfterMs)
      const now = Atomics.load(words, WORDS.active)
      if (outcome === 'timed-out' && now === active) return this.#giveUp()
      active = now
    }
    Atomics.store(words, WORDS.callerWaits, 0)
    this.#note(performance.now() - start)
  }

  /**
   * Where other programs want the same cores, a worker may be put aside in the middle of a part, and everyone waits
   * for it. After such waits the caller does some jobs alone, twice as many each time.
   */
  #note(waitedMs: number): void {
    if (waitedMs < CROWDED_MS) {
      if (this.#penalty > 0) this.#penalty -= 1
      return
    }
    this.#penalty = Math.min(MOST_ALONE, Math.max(2, this.#penalty * 2))
    this.#jobsAlone = this.#penalty
  }

  #checkWorkers(): void {
    const { words, message } = this.#control
    if (Atomics.load(words, WORDS.failed) === 0) return
    const text = Buffer.from(message.slice(0, words[WORDS.messageLength])).toString()
    Atomics.store(words, WORDS.failed, 0)
    throw failed(text)
  }

  /** A worker is stuck or dead in the middle of a part: nothing that shares its control block can be trusted. */
  #giveUp(): never {
    this.dispose()
    const seconds = this.#lostAfterMs / 1000
    throw new TextgateError(
      'KERNEL_WORKER_LOST',
      `a worker thread of the kernels has not ended its part within ${seconds} s; resume from the last checkpoint, ` +
        'with TEXTGATE_THREADS=1 if it happens again',
      { details: { lostAfterMs: this.#lostAfterMs } },
    )
  }
}

function failed(reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'KERNEL_FAILED',
    `a compute kernel failed: ${reason}; this is a defect in textgate, and TEXTGATE_KERNELS=off goes round it`,
    { details: { reason }, cause },
  )
}
