import { encodeMessage } from './encode-message.ts'

/**
 * The bytes of a model with one more entry of metadata: protobuf lets repeated members follow later, and metadata is the last
 * member of a model, so that the bytes are those of a file that was written with it.
 */
export function addMetadata(onnx: Uint8Array, key: string, value: string): Uint8Array<ArrayBuffer> {
  const { pieces, length } = encodeMessage('Model', { metadataProps: [{ key, value }] })
  const bytes = new Uint8Array(onnx.length + length)
  bytes.set(onnx)
  let position = onnx.length
  for (const piece of pieces) {
    bytes.set(piece, position)
    position += piece.length
  }
  return bytes
}
