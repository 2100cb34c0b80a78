import { decodeMessage } from '../decode-message.ts'
import type { Message } from '../encode-message.ts'
import { DATA_TYPES } from '../onnx-messages.ts'

/** A constant of a file, with its values. */
export interface FileTensor {
  /** Element type by its name in ONNX. */
  readonly type: string
  readonly shape: readonly number[]
  /** Little-endian and row-major; absent where the values stand elsewhere. */
  readonly bytes?: Uint8Array
}

/** The initializers of an ONNX model by name, not copied. @param onnx - bytes that `inspectModel` has read */
export function fileTensors(onnx: Uint8Array): Map<string, FileTensor> {
  const graph = decodeMessage('Model', onnx).graph as Message
  const initializers = (graph.initializer ?? []) as readonly Message[]
  return new Map(
    initializers.map(({ name, dims, dataType, rawData }) => [
      (name ?? '') as string,
      {
        type: DATA_TYPES[dataType as number]?.name ?? 'unknown',
        shape: (dims ?? []) as readonly number[],
        ...(rawData === undefined ? {} : { bytes: rawData as Uint8Array }),
      },
    ]),
  )
}
