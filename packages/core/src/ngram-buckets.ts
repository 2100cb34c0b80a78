import type { ModelConfig } from './config.ts'

/** A number that `model.ngramBuckets` may be. */
export type BucketCount = Extract<ModelConfig['ngramBuckets'], number>

/** Numbers of the hashed part at most: 16 and 64 MiB in a model of float32. */
const MOST_WEIGHTS = { auto: 2 ** 22, large: 2 ** 24 } as const
const FEWEST = 2 ** 12
const MOST = 2 ** 22

/** What `auto` was by the labels alone, and is where nobody has looked at the texts. */
const UNSEEN = { weights: 2 ** 20, most: 2 ** 18 }

/** Where half of the buckets are free, most n-grams have one for themselves, and most new ones find one that says nothing. */
const BUCKETS_PER_NGRAM = 2

/** What the number of buckets is chosen by. */
export interface BucketsNeeded {
  /** Different n-grams of two and more tokens in the training texts, at least 0. */
  readonly distinct: number
  /** Labels of the model, at least 1. */
  readonly classes: number
}

/**
 * Hash buckets of a model's n-grams of two and more tokens, as configured. Where nobody has chosen a number by the texts (see
 * `bucketsForTexts`): for `auto` the largest power of two with at most 2^20 weights, within 2^12 to 2^18, for `large` with at
 * most 2^24, within 2^12 to 2^22.
 *
 * @param classes - labels of the model, at least 1
 * @returns a power of two; 0 where the model has no n-grams of two tokens
 */
export function ngramBuckets(
  { ngrams, ngramBuckets: configured }: Pick<ModelConfig, 'ngrams' | 'ngramBuckets'>,
  classes: number,
): number {
  if (ngrams < 2) return 0
  if (typeof configured === 'number') return configured
  return configured === 'large'
    ? fitting(MOST_WEIGHTS.large, MOST, classes)
    : fitting(UNSEEN.weights, UNSEEN.most, classes)
}

/**
 * Hash buckets for the n-grams of some texts: the smallest power of two that is at least twice their number, from 2^12 on, but
 * not more weights than 2^22 for `auto`, 2^24 for `large`. N-grams that share a bucket share their weights.
 */
export function bucketsForTexts(
  setting: Exclude<ModelConfig['ngramBuckets'], number>,
  { distinct, classes }: BucketsNeeded,
): BucketCount {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, BUCKETS_PER_NGRAM * distinct)))
  const most = fitting(MOST_WEIGHTS[setting], MOST, classes)
  return Math.min(most, Math.max(FEWEST, wanted)) as BucketCount
}

/** The largest power of two of rows with at most so many weights, within 2^12 and `most`. */
function fitting(weights: number, most: number, classes: number): number {
  return Math.min(most, Math.max(FEWEST, 2 ** Math.floor(Math.log2(weights / classes))))
}
