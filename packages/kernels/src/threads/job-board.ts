import {
  type ControlBlock,
  controlBlock,
  MAX_ARGUMENTS,
  MAX_CALLS,
  SCRATCH_AT,
  SPIN_AT,
  WORDS,
} from './control-block.ts'
import type { KernelCall } from './kernel-call.ts'
import { type KernelInstance, kernelFailed } from './kernel-instance.ts'

/** What waking is taken to cost before it has been measured, in milliseconds. */
const WAKE_MS = 0.02

/**
 * Who waits looks on for so many times what waking costs, and sleeps then: about the price of having slept too early,
 * and nothing that a neighbour could feel.
 */
const SPIN_PER_WAKE = 3

/** Limits of that, in milliseconds. */
const LEAST_SPIN_MS = 0.05
const MOST_SPIN_MS = 0.5

/** The caller's side of a control block: puts up a job, claims parts of it, takes it down. */
export class JobBoard {
  readonly control: ControlBlock = controlBlock()
  readonly #words = this.control.words
  #wakeMs = WAKE_MS

  constructor() {
    this.#setSpin()
  }

  /**
   * What it costs to wake the workers for a job, in milliseconds: 0 while none sleeps; else as measured, from some µs on
   * the bare machine to 100 µs in a virtual one.
   */
  get wakeMs(): number {
    return Atomics.load(this.#words, WORDS.sleeping) > 0 ? this.#wakeMs : 0
  }

  /** Workers that have started. */
  get ready(): number {
    return Atomics.load(this.#words, WORDS.ready)
  }

  /** Says where the scratch memory of the threads is: the caller's first, `bytes` for each. */
  setScratch(address: number, bytes: number): void {
    this.control.args[SCRATCH_AT] = address
    this.control.args[SCRATCH_AT + 1] = bytes
  }

  /**
   * Puts up a job and wakes the workers that sleep.
   *
   * @param parts - of all calls together
   * @throws KERNEL_FAILED when a call is no call of the kernels or the job is too large
   */
  open(calls: readonly KernelCall[], parts: number, kernels: KernelInstance): void {
    const { args, words } = this.control
    if (calls.length > MAX_CALLS) throw kernelFailed(`${calls.length} calls are too many for one job`)
    for (const [i, call] of calls.entries()) {
      if (call.args.length > MAX_ARGUMENTS) throw kernelFailed(`${call.name} was given too many arguments`)
      words[WORDS.callTable + 3 * i] = kernels.indexOf(call.name)
      words[WORDS.callTable + 3 * i + 1] = call.args.length
      words[WORDS.callTable + 3 * i + 2] = call.parts
      args.set(call.args, i * MAX_ARGUMENTS)
    }
    words[WORDS.parts] = parts
    Atomics.store(words, WORDS.failed, 0)
    Atomics.store(words, WORDS.next, 0)
    Atomics.store(words, WORDS.open, 1)
    Atomics.add(words, WORDS.generation, 1)
    if (Atomics.load(words, WORDS.sleeping) > 0) this.#wake(parts - 1)
  }

  /** The next part of the job that nobody has claimed; `parts` or more when there is none. */
  claim(): number {
    return Atomics.add(this.#words, WORDS.next, 1)
  }

  /** Keeps everybody from claiming more. */
  stop(): void {
    Atomics.store(this.#words, WORDS.next, this.#words[WORDS.parts]!)
  }

  /**
   * Takes the job down and waits for the parts that workers have begun: looks for a moment, then sleeps.
   *
   * @param lostAfterMs - gives up when nothing has changed for so long
   * @returns false when it gave up: a worker is stuck or dead, and this board cannot be used again
   */
  close(lostAfterMs: number): boolean {
    const words = this.#words
    Atomics.store(words, WORDS.open, 0)
    let active = Atomics.load(words, WORDS.active)
    if (active === 0) return true
    const until = performance.now() + this.#spinMs
    for (let turn = 1; turn % 64 !== 0 || performance.now() < until; turn++) {
      if (Atomics.load(words, WORDS.active) === 0) return true
    }
    Atomics.store(words, WORDS.callerWaits, 1)
    for (active = Atomics.load(words, WORDS.active); active > 0; ) {
      const outcome = Atomics.wait(words, WORDS.active, active, lostAfterMs)
      const now = Atomics.load(words, WORDS.active)
      if (outcome === 'timed-out' && now === active) return false
      active = now
    }
    Atomics.store(words, WORDS.callerWaits, 0)
    return true
  }

  /** Why a worker's call failed; undefined when none has since the last question. */
  takeFailure(): string | undefined {
    if (Atomics.exchange(this.#words, WORDS.failed, 0) === 0) return undefined
    return Buffer.from(this.control.message.slice(0, this.#words[WORDS.messageLength])).toString()
  }

  #wake(most: number): void {
    const start = performance.now()
    Atomics.notify(this.#words, WORDS.generation, most)
    const took = performance.now() - start
    // Slower ones count less: the thread itself may have been put aside.
    this.#wakeMs += (took - this.#wakeMs) * (took < this.#wakeMs ? 0.3 : 0.1)
    this.#setSpin()
  }

  #setSpin(): void {
    this.control.args[SPIN_AT] = this.#spinMs
  }

  get #spinMs(): number {
    return Math.min(MOST_SPIN_MS, Math.max(LEAST_SPIN_MS, SPIN_PER_WAKE * this.#wakeMs))
  }
}
