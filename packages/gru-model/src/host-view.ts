import * as tf from '@tensorflow/tfjs'

/** The one method of tfjs-wasm's backend that is needed here; its own kernels read and write tensors through it. */
interface HeapBackend {
  typedArrayFromHeap(tensor: tf.Tensor): Float32Array
}

/**
 * The values of a float32 tensor where they lie, without a copy, on the backends that keep them in JavaScript's reach
 * (wasm and cpu); undefined on all others.
 *
 * Read it at once and never write: on wasm the next new tensor may move the memory, and the view is then empty.
 */
export function hostView(tensor: tf.Tensor): Float32Array | undefined {
  switch (tf.getBackend()) {
    case 'wasm':
      return (tf.backend() as unknown as HeapBackend).typedArrayFromHeap(tensor)
    case 'cpu':
      return tensor.dataSync() as Float32Array
    default:
      return undefined
  }
}
