import { decodeMessage } from '../decode-message.ts'
import type { Message } from '../encode-message.ts'
import type { ModelFiles } from '../encode-model.ts'
import { DATA_TYPES } from '../onnx-messages.ts'

/** A constant of a file, with its values. */
export interface FileTensor {
  /** Element type by its name in ONNX. */
  readonly type: string
  readonly shape: readonly number[]
  /** Little-endian and row-major; absent where the values stand elsewhere. */
  readonly bytes?: Uint8Array
}

/**
 * The initializers of an ONNX model by name, not copied.
 *
 * @param files - bytes that `inspectModel` has read, and weights beside them
 */
export function fileTensors({ onnx, externalData }: ModelFiles): Map<string, FileTensor> {
  const graph = decodeMessage('Model', onnx).graph as Message
  const initializers = (graph.initializer ?? []) as readonly Message[]
  return new Map(
    initializers.map(({ name, dims, dataType, rawData, externalData: place }) => [
      (name ?? '') as string,
      {
        type: DATA_TYPES[dataType as number]?.name ?? 'unknown',
        shape: (dims ?? []) as readonly number[],
        ...(rawData === undefined ? besideOf(place, externalData) : { bytes: rawData as Uint8Array }),
      },
    ]),
  )
}

/** The values of a tensor that stand in the file beside the model, where that was given. */
function besideOf(
  place: Message[string],
  externalData: ModelFiles['externalData'],
): Pick<FileTensor, 'bytes'> {
  if (place === undefined || externalData === undefined) return {}
  const facts = new Map((place as readonly Message[]).map(({ key, value }) => [key, value as string]))
  if (facts.get('location') !== externalData.file) return {}
  const [offset, length] = [Number(facts.get('offset') ?? 0), Number(facts.get('length'))]
  const isInside = Number.isSafeInteger(offset + length) && offset + length <= externalData.data.length
  return isInside ? { bytes: externalData.data.subarray(offset, offset + length) } : {}
}
