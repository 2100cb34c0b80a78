import * as tf from '@tensorflow/tfjs'
import { type Kernels, sharedKernels } from '@textgate/kernels'

/** Backends that keep their tensors on a graphics card: reading them back costs more than our kernels save. */
const GPU_BACKENDS: ReadonlySet<string> = new Set(['webgl', 'webgpu'])

let found: { readonly kernels: Kernels | undefined } | undefined

/** The kernels of this process, where the machine has them and the current backend's tensors are in main memory. */
export function kernelsInUse(): Kernels | undefined {
  if (GPU_BACKENDS.has(tf.getBackend())) return undefined
  found ??= { kernels: find() }
  return found.kernels
}

function find(): Kernels | undefined {
  try {
    return sharedKernels()
  } catch (error) {
    // A bundler left the kernels' files out: tfjs's operations do.
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}
