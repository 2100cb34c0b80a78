import type { BackendName } from './backend.ts'
import { findNative } from './backends/prepare-native.ts'
import { cacheFolder as defaultCacheFolder } from './native/native-folder.ts'
import { runProbe } from './probe/run-probe.ts'

/** Options of `inspectBackends`. */
export interface InspectBackendsOptions {
  /** Default `cacheFolder()`. */
  readonly cacheFolder?: string
  /** The project whose own @tensorflow/tfjs-node counts; default the working directory. */
  readonly projectFolder?: string
  /** Whether to measure the matrix product, about half a second each; default true. */
  readonly measure?: boolean
}

/** The state of one backend. */
export interface BackendState {
  readonly backend: BackendName
  readonly available: boolean
  /** One sentence: where it is, or why it cannot be used. */
  readonly reason: string
  /** Version of what computes: TensorFlow's for native, the backend package's for the others. */
  readonly version?: string
  /** Float32 matrix product, in GFLOP/s. */
  readonly gflops?: number
}

/**
 * Tries each backend with one training step in a process of its own, one after the other so that none slows the next,
 * and measures it. The current backend of this process stays as it is. Takes a few seconds; never throws.
 */
export async function inspectBackends(options: InspectBackendsOptions = {}): Promise<BackendState[]> {
  const { cacheFolder = defaultCacheFolder(), projectFolder = process.cwd(), measure = true } = options
  const states: BackendState[] = []
  for (const backend of ['native', 'wasm', 'cpu'] as const) {
    try {
      const found = backend === 'native' ? await findNative({ cacheFolder, projectFolder }) : undefined
      if (backend === 'native' && found === undefined) {
        throw new Error('not installed; `textgate backend install` installs it')
      }
      const { version, gflops } = await runProbe({
        backend,
        measure,
        ...(found === undefined ? {} : { folder: found.folder }),
      })
      const reason = found === undefined ? 'comes with textgate' : `found in ${found.where}`
      states.push({ backend, available: true, reason, version, ...(gflops === undefined ? {} : { gflops }) })
    } catch (error) {
      states.push({ backend, available: false, reason: (error as Error).message.split('\n')[0] as string })
    }
  }
  return states
}
