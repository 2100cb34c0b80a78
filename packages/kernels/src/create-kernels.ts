import { chooseBuild, type KernelBuild } from './choose-build.ts'
import type { Kernels } from './kernels.ts'
import { KernelMemory } from './memory/kernel-memory.ts'
import { PooledKernels } from './pooled-kernels.ts'
import { defaultThreads } from './threads/default-threads.ts'

/** What can be chosen about the kernels; the defaults suit the machine. */
export interface KernelsOptions {
  /** Threads that compute, the calling one among them, 1 to 64; see `defaultThreads`. */
  readonly threads?: number
  /** The build; the fastest that this machine runs. TEXTGATE_KERNELS=simd or relaxed sets it too. */
  readonly build?: KernelBuild
  /** The kernels' memory never grows beyond this, in bytes; 4 GiB, the most that WebAssembly has. */
  readonly maxMemoryBytes?: number
  /** A worker thread that makes no progress for this long counts as lost, in milliseconds; 30,000. */
  readonly lostAfterMs?: number
}

/**
 * Compiles the kernels and starts their worker threads, which join in when they are ready; some milliseconds.
 *
 * @returns undefined where the machine has no WebAssembly SIMD or no shared memory, and where TEXTGATE_KERNELS is `off`
 */
export function createKernels(options: KernelsOptions = {}): Kernels | undefined {
  const wish = process.env.TEXTGATE_KERNELS
  if (wish === 'off') return undefined
  const chosen = chooseBuild(options.build ?? (wish === 'simd' || wish === 'relaxed' ? wish : undefined))
  const memory = chosen && tryMemory(options.maxMemoryBytes)
  if (!memory) return undefined
  const threads = options.threads ?? defaultThreads()
  return new PooledKernels(chosen, memory, { threads, lostAfterMs: options.lostAfterMs })
}

let shared: { readonly kernels: Kernels | undefined } | undefined

/** The kernels that everything in this process shares, made at the first call; undefined as for `createKernels`. */
export function sharedKernels(): Kernels | undefined {
  shared ??= { kernels: createKernels() }
  return shared.kernels
}

/** Some hosts give no address space for a shared memory: then there are no kernels. */
function tryMemory(maxBytes: number | undefined): KernelMemory | undefined {
  try {
    return new KernelMemory(maxBytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
