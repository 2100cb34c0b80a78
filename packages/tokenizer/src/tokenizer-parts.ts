import type { ResolvedTokenizerConfig } from '@textgate/core'

/** Everything that a tokenizer is made of: what its file holds, but for the reason of its mode. */
export interface TokenizerParts {
  readonly config: ResolvedTokenizerConfig
  /** In order of ids, the special ones first; in bpe mode in the byte alphabet. */
  readonly tokens: readonly string[]
  /** Other spellings of tokens, with their ids in ascending order; empty unless normalization is portable. */
  readonly variants: readonly (readonly [spelling: string, id: number])[]
  /** Ids of left and right part in order of rank; empty unless in bpe mode. */
  readonly merges: readonly (readonly [left: number, right: number])[]
  /** Name of the segmenter when `config.chinese` is jieba. */
  readonly segmenter?: string | undefined
  /** How much too low a count may have been while learning; see `TokenCounter.largestError`. */
  readonly largestCountError: number
  /** Why `mode: auto` became this mode; see `TextgateTokenizer`. */
  readonly modeReason?: string | undefined
}
