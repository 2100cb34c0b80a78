import { encodeMessage, joinPieces } from './encode-message.ts'

/**
 * The bytes of a model with one more entry of metadata: protobuf lets repeated members follow later, and metadata is the last
 * member of a model, so that the bytes are those of a file that was written with it.
 */
export function addMetadata(onnx: Uint8Array, key: string, value: string): Uint8Array<ArrayBuffer> {
  return joinPieces(encodeMessage('Model', { metadataProps: [{ key, value }] }), onnx)
}
