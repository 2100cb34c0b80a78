import { type Bundle, encodeSafetensors, sha256Hex, TextgateError } from '@textgate/core'
import { readBundle } from '@textgate/core/node'
import type { TextgateTokenizer } from '@textgate/tokenizer'
import { segmenterFor } from '../segmenter-for.ts'

/** A trained model that a training begins with. */
export interface StartingPoint {
  readonly folder: string
  readonly bundle: Bundle
  readonly tokenizer: TextgateTokenizer
  /** Whether head and n-grams are made anew, for the labels of the data. */
  readonly newHead: boolean
  /** SHA-256 of the weights as safetensors. */
  readonly weightsSha256: string
}

/** Opens the bundle that a training begins with; errors as of `readBundle` and `loadTokenizer`. */
export async function openStartingPoint(folder: string, newHead: boolean): Promise<StartingPoint> {
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const bundle = await readBundle(folder)
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(bundle.manifest.config.tokenizer))
  const weightsSha256 = sha256Hex(encodeSafetensors(bundle.weights))
  return { folder, bundle, tokenizer, newHead, weightsSha256 }
}

/**
 * The labels of a model that begins with another: those of that one, in their order, or of the data where the head is new.
 *
 * @throws LABELS_MISMATCH naming labels of the data that the model does not have
 */
export function labelsFrom(
  { folder, bundle, newHead }: StartingPoint,
  found: readonly string[],
): readonly string[] {
  if (newHead) return found
  const { labels } = bundle.manifest
  const unknown = found.filter((label) => !labels.includes(label))
  if (unknown.length === 0) return labels
  throw new TextgateError(
    'LABELS_MISMATCH',
    `the data has labels that ${folder} was not trained on: ${unknown.join(', ')}; correct them, or pass --new-head to learn the labels of the data on the encoder of ${folder}`,
    { details: { unknown, labels } },
  )
}
