import { ngramBuckets } from '@textgate/core'
import type { Network } from '../network.ts'
import type { NgramSizes } from './ngram-rows.ts'

/** What the n-grams of a network depend on. */
export function ngramSizes({ config, sizes }: Network): NgramSizes {
  const { vocabularySize, classes } = sizes
  return { vocabularySize, ngrams: config.ngrams, buckets: ngramBuckets(config, classes) }
}
