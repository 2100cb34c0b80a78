import { TextgateError } from '@textgate/core'

// Field numbers of onnx.proto: ModelProto.metadata_props, StringStringEntryProto.key and .value.
const METADATA_PROPS = 14
const KEY = 1
const VALUE = 2

/**
 * The metadata of an ONNX file by key. onnxruntime-node does not tell it, so the few fields are read from the protobuf
 * wire format (https://protobuf.dev/programming-guides/encoding); tensors are stepped over, not read.
 *
 * @throws MODEL_FAILED when the bytes are no protobuf message
 */
export function readOnnxMetadata(onnx: Uint8Array): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>()
  for (const [field, bytes] of messageFields(onnx)) {
    if (field !== METADATA_PROPS) continue
    const entry = new Map(messageFields(bytes))
    metadata.set(text(entry.get(KEY)), text(entry.get(VALUE)))
  }
  return metadata
}

/** Number and bytes of each length-delimited field, in order; fields of other wire types are stepped over. */
function* messageFields(bytes: Uint8Array): Generator<[field: number, bytes: Uint8Array]> {
  let position = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; position < bytes.length; scale *= 128) {
      const byte = bytes[position++] as number
      value += (byte & 127) * scale // not shifted: lengths may take more than 31 bits
      if (byte < 128) return value
    }
    throw broken()
  }
  while (position < bytes.length) {
    const tag = varint()
    const wireType = tag % 8
    if (wireType === 0) varint()
    else if (wireType === 1) position += 8
    else if (wireType === 5) position += 4
    else if (wireType === 2) {
      const length = varint()
      const start = position
      position += length
      if (position <= bytes.length) yield [Math.floor(tag / 8), bytes.subarray(start, position)]
    } else throw broken()
    if (position > bytes.length) throw broken()
  }
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes)
}

function broken(): TextgateError {
  return new TextgateError('MODEL_FAILED', 'model.onnx is cut off or no ONNX file; copy the bundle again')
}
