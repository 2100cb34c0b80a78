import * as tf from '@tensorflow/tfjs'
import { type Kernels, sharedKernels } from '@textgate/kernels'

/** Backends that keep their tensors on a graphics card: reading them back costs more than our kernels save. */
const GPU_BACKENDS: ReadonlySet<string> = new Set(['webgl', 'webgpu'])

let found: { readonly kernels: Kernels | undefined } | undefined

/**
 * Hidden size from which on TensorFlow's own products are faster than ours, on the native backend: they are twice as wide,
 * and at this size nothing else counts. See decision 9.
 */
const NATIVE_FROM_HIDDEN = 1024

/**
 * The kernels of this process, where the machine has them, the current backend's tensors are in main memory and its own
 * operations are not faster.
 *
 * @param hidden - hidden size of the layer
 */
export function kernelsInUse(hidden: number): Kernels | undefined {
  const backend = tf.getBackend()
  if (GPU_BACKENDS.has(backend) || (backend === 'tensorflow' && hidden >= NATIVE_FROM_HIDDEN))
    return undefined
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
