import { invalidRequest } from '../../invalid-request.ts'
import { shown } from '../../name-of.ts'
import type { ServedModel } from '../../service/served-model.ts'
import type { Tensor, TensorSpec } from '../../service/tensor.ts'
import { inputsOf } from '../model-metadata.ts'
import { arrayOf, decodeRaw, decodeText } from '../raw-tensors.ts'
import { elementCount } from '../tensor-shape.ts'
import type { RestInferRequest } from './infer-body.ts'

/**
 * A body that is one tensor and nothing else. Of BYTES it is one text, without its length in front; of another datatype one
 * dimension of the input may be of any size, which the number of bytes says. All outputs are answered as bytes.
 *
 * @throws REQUEST_INVALID when the model has several inputs, or its shape leaves more than one dimension open
 */
export function rawRequest(bytes: Uint8Array, model: ServedModel): RestInferRequest {
  const [input, ...others] = inputsOf(model)
  if (!input || others.length > 0) {
    throw invalidRequest(
      `a request without JSON has one tensor, and model ${model.name} takes ${others.length + (input ? 1 : 0)}; send JSON before the tensors`,
    )
  }
  return { inputs: [rawTensor(bytes, input)], outputs: [], isBinary: true }
}

function rawTensor(bytes: Uint8Array, { name, datatype, shape }: TensorSpec): Tensor {
  if (datatype === 'BYTES') {
    const text = decodeText(
      `input ${name}`,
      bytes,
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
    )
    return { name, datatype, shape: shape.map(() => 1), data: [text] }
  }
  const open = shape.filter((size) => size === -1).length
  if (open > 1) {
    throw invalidRequest(
      `input ${name} has the shape ${shown(shape)}, of which bytes alone do not tell the sizes; send JSON before the tensor`,
    )
  }
  const row =
    elementCount(shape.map((size) => (size === -1 ? 1 : size))) * arrayOf(datatype).BYTES_PER_ELEMENT
  return decodeRaw(
    name,
    datatype,
    shape.map((size) => (size === -1 ? Math.floor(bytes.length / row) : size)),
    bytes,
  )
}
