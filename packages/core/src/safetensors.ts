import { TextgateError } from './errors.ts'
import type { NamedWeights, WeightTensor } from './weights.ts'

const MAXIMUM_HEADER_BYTES = 100_000_000 // the limit of the reference implementation

/**
 * Weights as a safetensors file (https://github.com/huggingface/safetensors, format of version 0.4): a little-endian
 * uint64 header length, a JSON header padded with spaces to 8 bytes, the data. Names are written in sorted order, so
 * equal weights give equal bytes.
 */
export function encodeSafetensors(
  weights: NamedWeights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const names = [...weights.keys()].sort()
  const header: Record<string, unknown> = {}
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata
  let offset = 0
  for (const name of names) {
    const { shape, data } = weights.get(name) as WeightTensor
    if (shape.reduce((product, n) => product * n, 1) !== data.length) {
      throw invalid(`weight ${name} has ${data.length} values for shape [${shape.join(', ')}]`, { name })
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerLength = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength)
  bytes.set(json, 8)
  let position = 8 + headerLength
  for (const name of names) {
    const { data } = weights.get(name) as WeightTensor
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position)
    position += data.byteLength
  }
  return bytes
}

/**
 * Reads a safetensors file of float32 tensors; the data is copied out.
 *
 * @throws WEIGHTS_INVALID for anything but a well-formed file whose tensors are F32 and lie inside it
 */
export function decodeSafetensors(bytes: Uint8Array): {
  weights: Map<string, WeightTensor>
  metadata: Record<string, string>
} {
  if (bytes.length < 8) throw invalid(`${bytes.length} bytes are too few for a safetensors header`)
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  if (headerLength > MAXIMUM_HEADER_BYTES || 8 + headerLength > bytes.length) {
    throw invalid(`the header claims ${headerLength} bytes, more than the file has`)
  }
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)))
  } catch (cause) {
    throw invalid('the header is no JSON', {}, cause)
  }
  if (!isRecord(header)) throw invalid('the header is no JSON object')
  const body = bytes.subarray(8 + headerLength)
  const weights = new Map<string, WeightTensor>()
  let metadata: Record<string, string> = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = entry as Record<string, string>
    else weights.set(name, readTensor(name, entry, body))
  }
  return { weights, metadata }
}

function readTensor(name: string, entry: unknown, body: Uint8Array): WeightTensor {
  if (!isRecord(entry)) throw invalid(`the entry of ${name} is no object`, { name })
  const { dtype, shape, data_offsets: offsets } = entry
  if (dtype !== 'F32') throw invalid(`${name} is ${String(dtype)}; textgate reads F32`, { name, dtype })
  if (!isSizes(shape)) throw invalid(`${name} has no valid shape`, { name })
  if (!isSizes(offsets) || offsets.length !== 2) throw invalid(`${name} has no valid data_offsets`, { name })
  const [start, end] = offsets as [number, number]
  const count = shape.reduce((product, n) => product * n, 1)
  if (start > end || end > body.length || end - start !== count * 4) {
    throw invalid(`${name} of shape [${shape.join(', ')}] does not fit its bytes ${start} to ${end}`, {
      name,
    })
  }
  const data = new Float32Array(count)
  new Uint8Array(data.buffer).set(body.subarray(start, end))
  return { shape, data }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(reason: string, details: Record<string, unknown> = {}, cause?: unknown): TextgateError {
  return new TextgateError('WEIGHTS_INVALID', `the safetensors file is not usable: ${reason}`, {
    details,
    cause,
  })
}
