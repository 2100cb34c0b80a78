import { TextgateError } from '@textgate/core'
import type { KernelMemory } from '../memory/kernel-memory.ts'
import type { KernelCall } from './kernel-call.ts'

type KernelFunction = (...args: number[]) => number | undefined

/** The calling thread's instance of the kernels. */
export class KernelInstance {
  /** Names of the functions; a job names them by position. */
  readonly functions: readonly string[]
  readonly #exports: WebAssembly.Exports
  readonly #indexes: ReadonlyMap<string, number>

  /** @param module - imports `env.memory`; each parallel function takes part, parts and scratch last */
  constructor(module: WebAssembly.Module, memory: KernelMemory) {
    const env = { memory: memory.handle as WebAssembly.Memory }
    this.#exports = new WebAssembly.Instance(module, { env }).exports
    const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function')
    this.functions = functions.map(({ name }) => name)
    this.#indexes = new Map(this.functions.map((name, index) => [name, index]))
  }

  /**
   * Position of a function in `functions`.
   *
   * @throws KERNEL_FAILED when there is none of that name
   */
  indexOf(name: string): number {
    const index = this.#indexes.get(name)
    if (index === undefined) throw kernelFailed(`the kernels have no function ${name}`)
    return index
  }

  /** What a function that has no parts gives. */
  evaluate(name: string, args: readonly number[]): number {
    return this.#function(name)(...args) as number
  }

  /** The value of an exported constant; undefined where there is none. */
  constant(name: string): number | undefined {
    return (this.#exports[name] as WebAssembly.Global | undefined)?.value
  }

  /**
   * Does the parts of a call that `claim` gives, until it gives undefined.
   *
   * @throws KERNEL_FAILED when the kernel traps
   */
  work({ name, args, parts }: KernelCall, scratch: number, claim: () => number | undefined): void {
    const run = this.#function(name)
    const list = [...args, 0, parts, scratch]
    for (let part = claim(); part !== undefined; part = claim()) {
      list[args.length] = part
      try {
        run(...list)
      } catch (error) {
        throw kernelFailed(error instanceof Error ? error.message : String(error), error)
      }
    }
  }

  #function(name: string): KernelFunction {
    return this.#exports[name] as KernelFunction
  }
}

/** A kernel that trapped, on this thread or another, or that was called wrongly. */
export function kernelFailed(reason: string, cause?: unknown): TextgateError {
  return new TextgateError(
    'KERNEL_FAILED',
    `a compute kernel failed: ${reason}; set TEXTGATE_KERNELS=off to compute without kernels, and report this defect`,
    { details: { reason }, cause },
  )
}
