/** Datatypes of tensors in the Open Inference Protocol V2 that ONNX Runtime has, too. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const

export type Datatype = (typeof DATATYPES)[number]

/** The values of each datatype, flat and row-major. FP16 are its bits; BYTES are texts, as ONNX knows no other strings. */
export interface TensorValues {
  BOOL: Uint8Array
  UINT8: Uint8Array
  UINT16: Uint16Array
  UINT32: Uint32Array
  UINT64: BigUint64Array
  INT8: Int8Array
  INT16: Int16Array
  INT32: Int32Array
  INT64: BigInt64Array
  FP16: Uint16Array
  FP32: Float32Array
  FP64: Float64Array
  BYTES: readonly string[]
}

/** A tensor with its values. */
export interface Tensor<D extends Datatype = Datatype> {
  readonly name: string
  readonly datatype: D
  readonly shape: readonly number[]
  readonly data: TensorValues[D]
}

/** What a model takes or gives; -1 stands for any size. */
export interface TensorSpec {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
}
