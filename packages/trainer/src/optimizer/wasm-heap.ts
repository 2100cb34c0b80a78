import * as tf from '@tensorflow/tfjs'

/** Direct sight of the tensors of tfjs's wasm backend. */
export interface WasmHeap {
  readonly memory: WebAssembly.Memory
  /** Byte offset of a tensor's first value. */
  offset(tensor: tf.Tensor): number
  /** The values of a float32 tensor, live; valid until the next allocation. */
  values(tensor: tf.Tensor): Float32Array
  /** A tensor whose values are yet to be written. */
  allocate(shape: number[]): tf.Tensor
}

/** The members of the wasm backend that are used here; tfjs 4.22 has them, but does not declare them all. */
interface WasmBackend {
  readonly wasm: { readonly asm?: Record<string, unknown> }
  getMemoryOffset(dataId: tf.DataId): number
  typedArrayFromHeap(tensor: tf.Tensor): Float32Array
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo
}

/** The heap of the current backend, or undefined when that is not tfjs-wasm or hides what is needed. */
export function wasmHeap(): WasmHeap | undefined {
  if (tf.getBackend() !== 'wasm') return undefined
  const backend = tf.backend() as unknown as Partial<WasmBackend>
  const memory = Object.values(backend.wasm?.asm ?? {}).find((value) => value instanceof WebAssembly.Memory)
  if (!memory || !backend.getMemoryOffset || !backend.typedArrayFromHeap || !backend.makeOutput) {
    return undefined
  }
  const known = backend as WasmBackend
  return {
    memory,
    offset: (tensor) => known.getMemoryOffset(tensor.dataId),
    values: (tensor) => known.typedArrayFromHeap(tensor),
    allocate: (shape) => tf.engine().makeTensorFromTensorInfo(known.makeOutput(shape, 'float32')),
  }
}
