import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { Tensor, TensorSpec } from '../service/tensor.ts'
import { elementCount } from './tensor-shape.ts'

/**
 * Checks tensors for a model that takes them as they are: each input once, of its datatype, with a shape that fits. A tensor
 * without elements is refused: ONNX Runtime ends the whole process over an empty batch of some operators.
 *
 * @returns the inputs in the model's order
 * @throws REQUEST_INVALID naming the tensor, what is wrong and what the model takes
 */
export function checkInputs(
  { name: model, inputs: specs }: ServedModel,
  inputs: readonly Tensor[],
): Tensor[] {
  const byName = new Map<string, Tensor>()
  for (const input of inputs) {
    if (!specs.some(({ name }) => name === input.name)) {
      throw invalidRequest(
        `model ${model} has no input ${JSON.stringify(shortName(input.name))}; it has ${specs.map(signatureOf).join(', ')}`,
      )
    }
    if (byName.has(input.name)) throw invalidRequest(`inputs has ${input.name} twice; give it once`)
    byName.set(input.name, input)
  }
  return specs.map((spec) => {
    const input = byName.get(spec.name)
    if (!input) {
      throw invalidRequest(`input ${spec.name} is missing; model ${model} needs ${signatureOf(spec)}`)
    }
    if (input.datatype !== spec.datatype) {
      throw invalidRequest(`input ${spec.name} must be of datatype ${spec.datatype}, not ${input.datatype}`)
    }
    if (!fits(input.shape, spec.shape)) {
      throw invalidRequest(
        `input ${spec.name} must have the shape ${JSON.stringify(spec.shape)}, where -1 is any size, not ${JSON.stringify(input.shape)}`,
      )
    }
    if (elementCount(input.shape) === 0) {
      throw invalidRequest(
        `input ${spec.name} has no elements in the shape ${JSON.stringify(input.shape)}; give at least one row`,
      )
    }
    return input
  })
}

function fits(shape: readonly number[], wanted: readonly number[]): boolean {
  return shape.length === wanted.length && wanted.every((size, i) => size === -1 || size === shape[i])
}

function signatureOf({ name, datatype, shape }: TensorSpec): string {
  return `${name} ${datatype} ${JSON.stringify(shape)}`
}
