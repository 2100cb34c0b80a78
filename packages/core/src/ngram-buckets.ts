import type { ModelConfig } from './config.ts'

const LARGEST_KERNEL = 2 ** 20 // numbers of the hashed part: 4 MiB in the model
const FEWEST = 2 ** 12
const MOST = 2 ** 18

/**
 * Hash buckets of a model's n-grams of two and more tokens: as configured, or for `auto` the largest power of two with
 * at most 2^20 weights, within 2^12 to 2^18.
 *
 * @param classes - labels of the model, at least 1
 * @returns a power of two; 0 where the model has no n-grams of two tokens
 */
export function ngramBuckets(
  { ngrams, ngramBuckets: configured }: Pick<ModelConfig, 'ngrams' | 'ngramBuckets'>,
  classes: number,
): number {
  if (ngrams < 2) return 0
  if (configured !== 'auto') return configured
  const fitting = 2 ** Math.floor(Math.log2(LARGEST_KERNEL / classes))
  return Math.min(MOST, Math.max(FEWEST, fitting))
}
