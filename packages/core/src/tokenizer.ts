/** Id of the padding token in every textgate vocabulary. */
export const PADDING_ID = 0
/** Id of the token that stands for anything outside the vocabulary. */
export const UNKNOWN_ID = 1

/** One tokenised text. */
export interface Encoding {
  /** Token ids, int32, shape [length]; may be empty. */
  readonly ids: Int32Array
  /** UTF-16 offsets into the original text, int32, shape [length, 2]: start (inclusive), end (exclusive) of each token. */
  readonly offsets: Int32Array
}

/**
 * Text to ids. Implementations are immutable and deterministic: the same text gives the same ids in training and in
 * serving. `@textgate/core/testing` has the laws that each implementation must pass.
 */
export interface Tokenizer {
  /** Number of ids, padding and unknown included; every id is below it. */
  readonly vocabularySize: number
  /** SHA-256 (lower-case hex) of the tokenizer's file; equal fingerprints give equal ids. */
  readonly fingerprint: string
  /** Ids and offsets, truncated to the configured maximum length. Never throws, whatever the string holds. */
  encode(text: string): Encoding
  /** The ids alone; faster than `encode`, same ids. */
  encodeIds(text: string): Int32Array
}
