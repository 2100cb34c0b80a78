import { type ModelConfig, NGRAM_HASH, randomGenerator, type TextgateConfig } from '@textgate/core'
import type { Output } from './output.ts'
import type { TrainingData } from './training-data.ts'

/** There is a multiplier for each token of an n-gram. */
const LONGEST = NGRAM_HASH.multipliers.length

/** What of the data settles it. */
export interface NgramData extends Pick<TrainingData, 'train' | 'dev' | 'labels'> {
  readonly tokenizer: Pick<TrainingData['tokenizer'], 'vocabularySize'>
}

/**
 * What the texts settle of the n-grams: `model.ngramBuckets: auto` and `large` become a number, and with `training.ngramLength:
 * auto` they are a token longer where that makes the dev part likelier.
 */
export async function settleNgrams(
  config: TextgateConfig,
  { train, dev, labels, tokenizer }: NgramData,
  output: Output,
): Promise<TextgateConfig> {
  const { model, training } = config
  const { createTextClassifier, withBucketsFor } = await import('@textgate/gru-model')
  const { allRows, linearDevLoss } = await import('@textgate/trainer')
  const sizes = { vocabularySize: tokenizer.vocabularySize, classes: labels.length }
  const withBuckets = (ngrams: number): ModelConfig =>
    withBucketsFor({ ...model, ngrams }, allRows(train), sizes)
  const settled = (chosen: ModelConfig): TextgateConfig => ({
    ...config,
    model: chosen,
    training: { ...training, ngramLength: 'fixed' },
  })
  const shorter = withBuckets(model.ngrams)
  if (training.ngramLength === 'fixed' || model.ngrams === 0 || model.ngrams === LONGEST) {
    return settled(shorter)
  }

  const lossOf = async (candidate: ModelConfig): Promise<number> => {
    output.redraw(`n-grams of up to ${candidate.ngrams} tokens`)
    const random = randomGenerator(training.seed).fork('linear trial')
    const linear = createTextClassifier({ ...candidate, encoder: 'linear' }, { ...sizes, random })
    try {
      return await linearDevLoss({ model: linear, train, dev, labels, config: training })
    } finally {
      linear.dispose()
    }
  }
  const longer = withBuckets(model.ngrams + 1)
  const losses = [await lossOf(shorter), await lossOf(longer)] as const
  const chosen = losses[1] < losses[0] ? longer : shorter
  output.note(
    `n-grams of up to ${chosen.ngrams} tokens: by them alone, the loss on dev is ${losses[0].toFixed(4)} with ${shorter.ngrams}, ${losses[1].toFixed(4)} with ${longer.ngrams}`,
  )
  return settled(chosen)
}
