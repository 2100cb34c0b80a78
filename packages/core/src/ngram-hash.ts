/**
 * How an n-gram becomes a bucket: (Σ_j ids[t − j] · multipliers[j] + salts[n]) mod buckets, with id 0 before the start
 * of the text, so that how a text starts is a feature of its own.
 *
 * The multipliers are the powers of 1720645 modulo 2^22. Two n-grams share a bucket when the difference of their ids
 * lies on a lattice; of those tried, this base had the longest shortest vectors (at least 0.55 of the largest possible)
 * over 2 to 4 ids and all bucket counts from 2^10 to 2^22, by the spectral test of linear congruential generators
 * (Knuth, The Art of Computer Programming 2, 3.3.4). So n-grams of near ids, which are the frequent ones, stay apart.
 * Sums of four products of ids below 2^28 stay below 2^53: doubles and int64 hold them exactly.
 */
export const NGRAM_HASH = {
  /** By distance from the last token of the n-gram. */
  multipliers: [1, 1720645, 2628761, 1871421],
  /** By length of the n-gram; they keep n-grams of different lengths apart. */
  salts: [0, 0, 990140, 3582363, 2592222],
} as const

/**
 * What the sum of the rows is multiplied with, beside one over the root of the number of features. AdamW moves a weight
 * by about the learning rate whatever its gradient is, so this is how fast the n-grams learn against the network.
 */
export const NGRAM_SCALE = 10
