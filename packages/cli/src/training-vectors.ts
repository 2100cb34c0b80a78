import type { TextgateConfig } from '@textgate/core'
import type { WordVectors } from '@textgate/trainer/data'
import { percent } from './format.ts'
import type { Output } from './output.ts'
import type { TrainingData } from './training-data.ts'

/**
 * The vectors that the configuration names, and how much of the vocabulary they cover; undefined where it names none.
 *
 * @throws VECTORS_* as `readVectors` does
 */
export async function trainingVectors(
  { model, training }: TextgateConfig,
  { tokenizer, train }: TrainingData,
  output: Output,
): Promise<(WordVectors & { readonly trainable: boolean }) | undefined> {
  const { file, trainable } = training.vectors
  if (file === null) return undefined
  const { readVectors } = await import('@textgate/trainer/data')
  const vectors = await readVectors(file, { tokens: tokenizer, size: model.embeddingSize, ids: train.ids })
  const { found, vocabulary, tokenShare = 0 } = vectors.coverage
  output.note(
    `vectors for ${found} of ${vocabulary} tokens (${percent(found / vocabulary)}), ${percent(tokenShare)} of the tokens of the training texts; ${trainable ? 'trained' : 'frozen'}, the other rows too`,
  )
  return { ...vectors, trainable }
}
