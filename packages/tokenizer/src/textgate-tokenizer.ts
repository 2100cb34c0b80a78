import type { ResolvedTokenizerConfig, Tokenizer } from '@textgate/core'

/** A tokenizer that can be written to a file. */
export interface TextgateTokenizer extends Tokenizer {
  /** How it was learnt; the mode is never `auto`. */
  readonly config: ResolvedTokenizerConfig
  /** Why `mode: auto` became that mode, a clause; undefined where the mode was given, or the tokenizer loaded. */
  readonly modeReason: string | undefined
  /** The text of its `tokenizer.json`, whose SHA-256 is the fingerprint. */
  toJson(): string
  /**
   * What the Hugging Face format could not say, and what learning had to leave out: one sentence each. Empty: other
   * libraries that load the file give the same ids.
   */
  readonly notes: readonly string[]
  /** The token of an id, as the vocabulary lists it; undefined for an id that there is not. */
  tokenOf(id: number): string | undefined
}
