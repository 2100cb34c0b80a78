import { bucketsForTexts, type ModelConfig } from '@textgate/core'
import type { ModelSizes } from '../network.ts'
import { countNgrams } from './count-ngrams.ts'

/**
 * A configuration whose `ngramBuckets`, where it is `auto` or `large`, is the number that suits the training texts (see
 * `bucketsForTexts`); one without n-grams of two tokens stays as it is.
 *
 * @param texts - ids of the training texts, int32, shape [length] each
 */
export function withBucketsFor(
  config: ModelConfig,
  texts: Iterable<Int32Array>,
  { vocabularySize, classes }: ModelSizes,
): ModelConfig {
  const { ngrams, ngramBuckets } = config
  if (typeof ngramBuckets === 'number' || ngrams < 2) return config
  const distinct = countNgrams(texts, { vocabularySize, ngrams })
  return { ...config, ngramBuckets: bucketsForTexts(ngramBuckets, { distinct, classes }) }
}
