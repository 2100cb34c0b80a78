import type { DataId, DataType, TensorInfo } from '@tensorflow/tfjs'

/** The members of the wasm backend that our kernels use. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: DataType, memoryOffset?: number, values?: unknown): TensorInfo
  /** A view on the heap; growing memory detaches it, so allocate first and take views after. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array
  readSync(id: DataId): Float32Array | Int32Array | Uint8Array
  disposeData(id: DataId): boolean
}
