import * as tf from '@tensorflow/tfjs'
import type { WasmHeap } from './wasm-heap.ts'
import { wasmHeap } from './wasm-heap.ts'

let heap: { readonly backend: unknown; readonly heap: WasmHeap | undefined } | undefined

/** Whether `liveValues` works on the current backend. */
export function hasLiveValues(): boolean {
  return tf.getBackend() === 'cpu' || (tf.getBackend() === 'wasm' && currentHeap() !== undefined)
}

/**
 * The values of a float32 tensor where they lie, to be read or written at once: on wasm the next new tensor may move the
 * memory. Only write to a tensor that nobody shares.
 */
export function liveValues(tensor: tf.Tensor): Float32Array {
  return tf.getBackend() === 'cpu'
    ? (tensor.dataSync() as Float32Array)
    : (currentHeap() as WasmHeap).values(tensor)
}

function currentHeap(): WasmHeap | undefined {
  const backend = tf.backend()
  if (heap?.backend !== backend) heap = { backend, heap: wasmHeap() }
  return heap.heap
}
