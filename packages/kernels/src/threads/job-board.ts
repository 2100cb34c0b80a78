import {
  type ControlBlock,
  controlBlock,
  MAX_ARGUMENTS,
  MAX_CALLS,
  SCRATCH_AT,
  WORDS,
} from './control-block.ts'
import type { KernelCall } from './kernel-call.ts'
import { type KernelInstance, kernelFailed } from './kernel-instance.ts'

/** How long the caller looks for the end of a worker's part before it sleeps, in milliseconds. */
const CALLER_SPIN_MS = 0.05

/** The caller's side of a control block: puts up a job, claims parts of it, takes it down. */
export class JobBoard {
  readonly control: ControlBlock = controlBlock()
  readonly #words = this.control.words

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
    Atomics.store(words, WORDS.next, 0)
    Atomics.store(words, WORDS.open, 1)
    Atomics.add(words, WORDS.generation, 1)
    if (Atomics.load(words, WORDS.sleeping) > 0) Atomics.notify(words, WORDS.generation, parts - 1)
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
    const until = performance.now() + CALLER_SPIN_MS
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
}
