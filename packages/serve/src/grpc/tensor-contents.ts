import { arrayOf, decodeText, type FixedDatatype } from '../inference-protocol/raw-tensors.ts'
import { elementCount } from '../inference-protocol/tensor-shape.ts'
import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { Datatype, Tensor } from '../service/tensor.ts'
import type { ContentsMessage, Int64 } from './messages.ts'

type ContentsField = keyof ContentsMessage

/** Which list has the values of a datatype. FP16 has none. */
const FIELDS: Readonly<Record<Exclude<Datatype, 'FP16'>, ContentsField>> = {
  BOOL: 'bool_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
}

const ALL_FIELDS = [...new Set(Object.values(FIELDS))]

/** Whether a message has any values. */
export function hasContents(contents: ContentsMessage | null): contents is ContentsMessage {
  return contents !== null && ALL_FIELDS.some((field) => contents[field].length > 0)
}

/**
 * The tensor whose values are in the list of its datatype.
 *
 * @throws REQUEST_INVALID when values are in another list, their number is not the shape's, or one is out of its datatype's range
 */
export function tensorOfContents(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  contents: ContentsMessage | null,
): Tensor {
  if (datatype === 'FP16')
    throw invalidRequest(`input ${shortName(name)} is FP16, which has no contents; send raw_input_contents`)
  const field = FIELDS[datatype]
  const other = contents && ALL_FIELDS.find((one) => one !== field && contents[one].length > 0)
  if (other)
    throw invalidRequest(
      `input ${shortName(name)} has values in ${other}, and ${datatype} belongs in ${field}; send them there alone`,
    )
  const values = contents?.[field] ?? []
  const count = elementCount(shape)
  if (values.length !== count)
    throw invalidRequest(
      `input ${shortName(name)} has ${values.length} values in ${field}, and its shape [${shape}] says ${count}; make them agree`,
    )
  if (datatype === 'BYTES') {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const data = (values as readonly Uint8Array[]).map((bytes, i) =>
      decodeText(`element ${i} of input ${shortName(name)}`, bytes, decoder),
    )
    return { name, datatype, shape, data }
  }
  return { name, datatype, shape, data: numbersOf(name, datatype, values) }
}

function numbersOf(name: string, datatype: Exclude<FixedDatatype, 'FP16'>, values: readonly unknown[]) {
  if (datatype === 'INT64') return BigInt64Array.from(values as readonly Int64[], toBigInt)
  if (datatype === 'UINT64') return BigUint64Array.from(values as readonly Int64[], toBigInt)
  const numbers = values as readonly number[]
  const data = new (arrayOf(datatype))(values.length) as Int32Array
  data.set(numbers)
  const wrong = FIELDS[datatype].includes('int') ? numbers.findIndex((value, i) => value !== data[i]) : -1
  if (wrong < 0) return data
  throw invalidRequest(
    `input ${shortName(name)} has ${numbers[wrong]} at ${wrong}, which is beyond ${datatype}; choose another datatype`,
  )
}

/** Exactly, where a number would lose digits beyond 2^53. */
export function toBigInt({ low, high, unsigned }: Int64): bigint {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
  return unsigned ? bits : BigInt.asIntN(64, bits)
}
