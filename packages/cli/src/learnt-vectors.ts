import { randomGenerator, type TextgateConfig } from '@textgate/core'
import type { FirstVectors } from '@textgate/gru-model'
import { duration } from './format.ts'
import type { Output } from './output.ts'
import type { TrainingData } from './training-data.ts'

/** Vectors that the embedding begins with, learnt from the texts where the configuration says so. */
export async function learntVectors(
  { model, training }: TextgateConfig,
  { tokenizer, train, unlabelled }: TrainingData,
  output: Output,
): Promise<FirstVectors | undefined> {
  if (training.pretraining !== 'skip-gram') return undefined
  const { skipGramVectors } = await import('@textgate/trainer')
  const texts = unlabelled ? [train, unlabelled] : [train]
  const tokens = texts.reduce((sum, { ids }) => sum + ids.length, 0)
  output.note(`learning vectors from the neighbours of ${tokens} tokens, without labels`)
  const started = performance.now()
  const learnt = await skipGramVectors(texts, {
    vocabularySize: tokenizer.vocabularySize,
    size: model.embeddingSize,
    random: randomGenerator(training.seed).fork('pretraining'),
    onProgress: (share) => output.redraw(`vectors: ${Math.round(100 * share)} %`),
  })
  const count = learnt.found.reduce((sum, one) => sum + one, 0)
  output.note(`vectors for ${count} tokens, ${duration((performance.now() - started) / 1000)}`)
  return { ...learnt, trainable: true }
}
