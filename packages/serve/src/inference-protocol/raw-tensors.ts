import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { Datatype, Tensor, TensorValues } from '../service/tensor.ts'
import { elementCount } from './tensor-shape.ts'

/**
 * Tensors as bytes, as the binary tensor data extension of REST and the raw contents of gRPC have them: values in row-major
 * order, little-endian, without padding; each of BYTES is its length as uint32 and then its bytes. Typed arrays are
 * little-endian on every machine that ONNX Runtime for Node has.
 */
const ARRAYS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const

/** A datatype whose elements have one size. */
export type FixedDatatype = Exclude<Datatype, 'BYTES'>

/** The array that holds the values of a datatype. */
export function arrayOf(datatype: FixedDatatype) {
  return ARRAYS[datatype]
}

/** The values of a tensor as bytes. Of a fixed size they are a view on its data. */
export function encodeRaw({ datatype, data }: Tensor): Uint8Array {
  if (datatype === 'BYTES') return encodeTexts(data as TensorValues['BYTES'])
  const { buffer, byteOffset, byteLength } = data as TensorValues[FixedDatatype]
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * The tensor whose values are these bytes, which are copied.
 *
 * @throws REQUEST_INVALID when the shape needs other bytes, a text is cut off or no UTF-8, or a BOOL is neither 0 nor 1
 */
export function decodeRaw(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  bytes: Uint8Array,
): Tensor {
  const count = elementCount(shape)
  if (datatype === 'BYTES') return { name, datatype, shape, data: decodeTexts(name, count, bytes) }
  const Values = ARRAYS[datatype]
  const expected = count * Values.BYTES_PER_ELEMENT
  if (bytes.length !== expected) {
    throw invalidRequest(
      `input ${shortName(name)} has ${bytes.length} bytes, and ${datatype} of shape [${shape}] has ${expected}; make them agree`,
    )
  }
  const data = new Values(new Uint8Array(bytes).buffer)
  if (datatype === 'BOOL' && (data as Uint8Array).some((value) => value > 1)) {
    throw invalidRequest(`input ${shortName(name)} has a BOOL that is neither 0 nor 1`)
  }
  return { name, datatype, shape, data }
}

function encodeTexts(texts: readonly string[]): Uint8Array {
  const sizes = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size + 4, 0))
  let position = 0
  for (const [i, text] of texts.entries()) {
    position = bytes.writeUInt32LE(sizes[i] as number, position)
    position += bytes.write(text, position)
  }
  return bytes
}

function decodeTexts(name: string, count: number, bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const texts: string[] = []
  let position = 0
  while (position < bytes.length && texts.length < count) {
    const start = position + 4
    const end = start <= bytes.length ? start + view.getUint32(position, true) : Number.POSITIVE_INFINITY
    if (end > bytes.length)
      throw invalidRequest(`element ${texts.length} of input ${shortName(name)} is cut off`)
    texts.push(
      decodeText(`element ${texts.length} of input ${shortName(name)}`, bytes.subarray(start, end), decoder),
    )
    position = end
  }
  if (texts.length === count && position === bytes.length) return texts
  const found = texts.length < count ? `${texts.length}` : `more than ${count}`
  throw invalidRequest(
    `input ${shortName(name)} has ${found} elements in its bytes, and its shape says ${count}`,
  )
}

/** What decodes UTF-8: TextDecoder, whose type is another in browsers. */
interface TextBytesDecoder {
  decode(bytes: Uint8Array): string
}

/** @throws REQUEST_INVALID when the bytes are no UTF-8 */
export function decodeText(what: string, bytes: Uint8Array, decoder: TextBytesDecoder): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw invalidRequest(`${what} is no UTF-8; send texts in UTF-8`)
  }
}
