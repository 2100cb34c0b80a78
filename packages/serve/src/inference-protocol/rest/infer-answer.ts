import { RawAnswer } from '../../http/raw-answer.ts'
import { invalidRequest } from '../../invalid-request.ts'
import type { ServedModel } from '../../service/served-model.ts'
import type { Tensor, TensorValues } from '../../service/tensor.ts'
import { encodeRaw, type FixedDatatype } from '../raw-tensors.ts'

/** An output and whether its values are answered as bytes. */
export interface AnsweredOutput {
  readonly tensor: Tensor
  readonly isBinary: boolean
}

/**
 * `$inference_response`: JSON, and behind it the bytes of the outputs that are binary, in their order. The values are written
 * into the JSON by themselves, as JSON.stringify knows no 64-bit integers.
 *
 * @throws REQUEST_INVALID when an output has values that JSON does not have: FP16, NaN, infinity
 */
export function inferAnswer(
  { name, version }: ServedModel,
  id: string | undefined,
  outputs: readonly AnsweredOutput[],
): RawAnswer {
  const binary: Uint8Array[] = []
  const tensors = outputs.map(({ tensor, isBinary }) => {
    const { name: output, datatype, shape } = tensor
    if (!isBinary) {
      return `${withoutBrace({ name: output, datatype, shape })},"data":${jsonData(tensor)}}`
    }
    const bytes = encodeRaw(tensor)
    binary.push(bytes)
    return JSON.stringify({
      name: output,
      datatype,
      shape,
      parameters: { binary_data_size: bytes.length },
    })
  })
  const head = withoutBrace({
    model_name: name,
    model_version: version,
    ...(id === undefined ? {} : { id }),
  })
  const json = `${head},"outputs":[${tensors}]}`
  if (binary.length === 0) return new RawAnswer(json, { 'content-type': 'application/json; charset=utf-8' })
  const jsonBytes = Buffer.from(json)
  return new RawAnswer(Buffer.concat([jsonBytes, ...binary]), {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(jsonBytes.length),
  })
}

function withoutBrace(object: object): string {
  return JSON.stringify(object).slice(0, -1)
}

function jsonData({ name, datatype, data }: Tensor): string {
  if (datatype === 'BYTES') return JSON.stringify(data)
  if (datatype === 'FP16') {
    throw invalidRequest(
      `output ${name} is of datatype FP16, for which JSON has no numbers; ask for it with binary_data`,
    )
  }
  const values = data as TensorValues[FixedDatatype]
  if (datatype === 'BOOL') return `[${Array.from(values as Uint8Array, (value) => value !== 0)}]`
  if ((datatype === 'FP32' || datatype === 'FP64') && !(values as Float64Array).every(Number.isFinite)) {
    throw invalidRequest(
      `output ${name} has a NaN or infinity, which JSON has not; ask for it with binary_data`,
    )
  }
  return `[${values.join(',')}]`
}
