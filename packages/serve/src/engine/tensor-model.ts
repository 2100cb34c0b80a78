import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import type { Datatype, Tensor, TensorSpec, TensorValues } from '../service/tensor.ts'
import { loadOrt, modelFailed, sessionOptions } from './ort.ts'

/** Any ONNX file, run as it is. */
export interface TensorModel {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /**
   * Blocks its thread while the model runs.
   *
   * @returns the outputs in the order of their names
   * @throws MODEL_FAILED when ONNX Runtime cannot run the model on these tensors
   */
  run(inputs: readonly Tensor[], outputs: readonly string[]): Promise<Tensor[]>
  /** Frees the native memory; call it when nothing runs. */
  close(): Promise<void>
}

const ORT_TYPES: Readonly<Record<Datatype, OrtTensor.Type>> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
}

const DATATYPE_OF = new Map(Object.entries(ORT_TYPES).map(([datatype, type]) => [type, datatype as Datatype]))

/**
 * Loads an ONNX file; weights beside it are found by the names that it has for them.
 *
 * @throws MODEL_FAILED when the file cannot be read or loaded, or has inputs or outputs that are no tensors
 */
export async function openTensorModel(file: string, threads: number): Promise<TensorModel> {
  const { InferenceSession, Tensor } = await loadOrt()
  const session = await InferenceSession.create(file, sessionOptions(threads)).catch((cause: unknown) => {
    throw modelFailed(`ONNX Runtime does not load ${file}`, cause)
  })
  return {
    inputs: session.inputMetadata.map(specOf),
    outputs: session.outputMetadata.map(specOf),
    run: async (inputs, outputs) => {
      const feeds = Object.fromEntries(
        inputs.map(({ name, datatype, shape, data }) => [
          name,
          new Tensor(ORT_TYPES[datatype], data as never, shape),
        ]),
      )
      const results = await session.run(feeds, outputs).catch((cause: unknown) => {
        throw modelFailed('ONNX Runtime does not run the model on these tensors', cause)
      })
      return outputs.map((name) => tensorOf(name, results[name] as OrtTensor))
    },
    close: () => session.release(),
  }
}

/** The bytes by which a version of a model is known. */
export function readOnnxFile(folder: string): Promise<Uint8Array> {
  return readFile(join(folder, 'model.onnx'))
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec {
  if (!value.isTensor) throw modelFailed(`the model has ${value.name}, which is no tensor`)
  const datatype = DATATYPE_OF.get(value.type)
  if (!datatype)
    throw modelFailed(`the model has ${value.name} of type ${value.type}, which no request can have`)
  return {
    name: value.name,
    datatype,
    shape: value.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : -1)),
  }
}

function tensorOf(name: string, { type, dims, data }: OrtTensor): Tensor {
  const datatype = DATATYPE_OF.get(type)
  if (!datatype) throw modelFailed(`the model gave ${name} of type ${type}, which no answer can have`)
  return { name, datatype, shape: dims, data: valuesOf(datatype, data) }
}

/** FP16 are bits here; newer runtimes have an array type of their own for them. */
function valuesOf(datatype: Datatype, data: OrtTensor['data']): TensorValues[Datatype] {
  if (datatype !== 'FP16' || data instanceof Uint16Array) return data as TensorValues[Datatype]
  const { buffer, byteOffset, length } = data as unknown as Uint16Array<ArrayBuffer>
  return new Uint16Array(buffer, byteOffset, length)
}
