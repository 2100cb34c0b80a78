import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs'
import { segmentSum, segmentSumShape } from './segment-sum.ts'
import type { WasmBackend } from './wasm-backend.ts'

/** `UnsortedSegmentSum` for the wasm backend, which has none and so cannot train an embedding. */
export const wasmSegmentSum: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo }
  const { numSegments } = attrs as unknown as { numSegments: number }
  const wasm = backend as unknown as WasmBackend
  const { resultShape, ...shape } = segmentSumShape(x.shape, segmentIds.shape, numSegments)
  const output = wasm.makeOutput(resultShape, x.dtype)
  const result = wasm.typedArrayFromHeap(output) as Float32Array | Int32Array
  result.fill(0)
  const data = wasm.typedArrayFromHeap(x) as Float32Array | Int32Array
  segmentSum(data, wasm.typedArrayFromHeap(segmentIds) as Int32Array, result, shape)
  return output
}
