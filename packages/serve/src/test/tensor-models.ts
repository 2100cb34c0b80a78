import { encodeModel, type ModelGraph, ONNX_IR_VERSION, ONNX_OPSET } from '@textgate/onnx-export'
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { DATATYPES, type Datatype, type Tensor, type TensorSpec } from '../service/tensor.ts'

/** A model of tensors that a test serves. */
export interface TensorModel {
  readonly name: string
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  run(inputs: readonly Tensor[]): Promise<Tensor[]>
}

/** `plus`: sum = a + b of FP32 [-1, 2] on ONNX Runtime. `double`: y = x + x of INT64 [-1] on ONNX Runtime. */
export async function onnxModels(): Promise<TensorModel[]> {
  return [
    await additionModel('plus', 'float', 'FP32', ['a', 'b'], ['n', 2]),
    await additionModel('double', 'int64', 'INT64', ['x', 'x'], ['n']),
  ]
}

/** `echo-FP16` and so on, one a datatype: y is x, shape [-1]; without ONNX Runtime. */
export function echoModels(): TensorModel[] {
  return DATATYPES.map((datatype) => ({
    name: `echo-${datatype}`,
    inputs: [{ name: 'x', datatype, shape: [-1] }],
    outputs: [{ name: 'y', datatype, shape: [-1] }],
    run: async ([x]) => [{ ...(x as Tensor), name: 'y' }],
  }))
}

async function additionModel(
  name: string,
  type: 'float' | 'int64',
  datatype: Datatype,
  operands: readonly [string, string],
  shape: readonly (string | number)[],
): Promise<TensorModel> {
  const graph: ModelGraph = {
    name,
    description: 'Adds two tensors.',
    irVersion: ONNX_IR_VERSION,
    opset: ONNX_OPSET,
    producer: { name: 'test', version: '1' },
    metadata: [],
    inputs: [...new Set(operands)].map((input) => ({ name: input, type, shape })),
    outputs: [{ name: 'sum', type, shape }],
    nodes: [{ name: 'add', operator: 'Add', inputs: operands, outputs: ['sum'], attributes: {} }],
    initializers: [],
  }
  const session = await InferenceSession.create(encodeModel(graph))
  const sizes = shape.map((size) => (typeof size === 'number' ? size : -1))
  return {
    name,
    inputs: graph.inputs.map((input) => ({ name: input.name, datatype, shape: sizes })),
    outputs: [{ name: 'sum', datatype, shape: sizes }],
    run: async (inputs) => {
      const onnxType = type === 'float' ? 'float32' : 'int64'
      const feeds = inputs.map(
        ({ name: input, data, shape: dims }) =>
          [input, new OnnxTensor(onnxType, data as Float32Array, [...dims])] as const,
      )
      const { sum } = await session.run(Object.fromEntries(feeds))
      return [
        {
          name: 'sum',
          datatype,
          shape: [...(sum as OnnxTensor).dims],
          data: (sum as OnnxTensor).data as Float32Array,
        },
      ]
    },
  }
}
